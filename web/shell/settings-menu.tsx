// The menu for how the page looks and which editor it shows.
import { Menu } from "@base-ui/react/menu";
import { useStore } from "../state/use-store.ts";
import { usePage } from "./page-context.ts";
import { editors, type Settings, themes } from "./settings.ts";

const themeNames: Record<Settings["theme"], string> = { system: "As the system", light: "Light", dark: "Dark" };
const editorNames: Record<Settings["editor"], string> = {
  auto: "By device",
  monaco: "Full editor",
  plain: "Plain text field",
};

export function SettingsMenu() {
  const { settings } = usePage();
  const { theme, editor } = useStore(settings);
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="quiet">Settings</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="menu-place" sideOffset={6} align="end">
          <Menu.Popup className="menu">
            <Choice
              label="Theme"
              names={themeNames}
              options={themes}
              value={theme}
              choose={(chosen) => settings.dispatch({ theme: chosen })}
            />
            <Menu.Separator className="menu-line" />
            <Choice
              label="Editor"
              names={editorNames}
              options={editors}
              value={editor}
              choose={(chosen) => settings.dispatch({ editor: chosen })}
            />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
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
  return (
    <Menu.Group>
      <Menu.GroupLabel className="menu-label">{label}</Menu.GroupLabel>
      <Menu.RadioGroup value={value} onValueChange={choose}>
        {options.map((option) => (
          <Menu.RadioItem key={option} value={option} className="menu-item">
            <Menu.RadioItemIndicator className="menu-mark">✓</Menu.RadioItemIndicator>
            {names[option]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}
