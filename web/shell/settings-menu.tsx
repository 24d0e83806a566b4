// How the page looks and which editor it shows: a small panel that opens below its button.
import { useId } from "react";
import { useStore } from "../state/use-store.ts";
import { usePage } from "./page-context.ts";
import { editors, type Settings, themes } from "./settings.ts";

const themeNames: Record<Settings["theme"], string> = { system: "As the system", light: "Light", dark: "Dark" };
const editorNames: Record<Settings["editor"], string> = {
  auto: "By device",
  monaco: "Full editor",
  plain: "Plain text field",
};

/** The browser's own popover: closed by Escape and by a click beside it. */
export function SettingsMenu() {
  const { settings } = usePage();
  const { theme, editor } = useStore(settings);
  const id = useId();
  return (
    <div className="settings">
      <button type="button" className="quiet" popoverTarget={id}>
        Settings
      </button>
      <div id={id} popover="auto" className="menu">
        <Choice
          label="Theme"
          names={themeNames}
          options={themes}
          value={theme}
          choose={(chosen) => settings.dispatch({ theme: chosen })}
        />
        <Choice
          label="Editor"
          names={editorNames}
          options={editors}
          value={editor}
          choose={(chosen) => settings.dispatch({ editor: chosen })}
        />
      </div>
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly names: Record<T, string>;
  readonly options: readonly T[];
  readonly value: T;
  readonly choose: (value: T) => void;
}

function Choice<T extends string>({ label, names, options, value, choose }: ChoiceProps<T>) {
  const group = useId();
  return (
    <fieldset>
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option} className="menu-item">
          <input type="radio" name={group} checked={option === value} onChange={() => choose(option)} />
          {names[option]}
        </label>
      ))}
    </fieldset>
  );
}
