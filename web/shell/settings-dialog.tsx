// Settings dialog; each choice applies immediately.
import { useId } from "react";
import { Dialog } from "../ui/dialog.tsx";
import { useStore } from "../ui/store.ts";
import { usePage } from "./page-context.ts";
import { editors, motions, type Settings, sizes, themes } from "./settings.ts";

const names = {
  theme: { system: "System", light: "Light", dark: "Dark" },
  size: { small: "Small", normal: "Normal", large: "Large", huge: "Projector" },
  editor: { auto: "Automatic", monaco: "Full editor", plain: "Plain text" },
  motion: { system: "System", less: "Reduced", full: "Full" },
} as const satisfies { readonly [K in "theme" | "size" | "editor" | "motion"]: Record<Settings[K], string> };

export function SettingsDialog({ close }: { readonly close: () => void }) {
  const { settings } = usePage();
  const now = useStore(settings);
  const change = (part: Partial<Settings>) => settings.dispatch(part);
  return (
    <Dialog title="Settings" close={close} className="settings">
      <Choice label="Theme" names={names.theme} all={themes} now={now.theme} choose={(theme) => change({ theme })} />
      <Choice label="Text size" names={names.size} all={sizes} now={now.size} choose={(size) => change({ size })} />
      <Choice
        label="Editor"
        names={names.editor}
        all={editors}
        now={now.editor}
        choose={(editor) => change({ editor })}
      />
      <Choice
        label="Motion"
        names={names.motion}
        all={motions}
        now={now.motion}
        choose={(motion) => change({ motion })}
      />
      <Switch
        label="Screen-reader mode"
        about="More announcements, a plain-text console, and an editor that reads its lines aloud."
        isOn={now.reader}
        turn={(reader) => change({ reader })}
      />
      <Switch
        label="Single-key shortcuts"
        about="Keys such as ? and / work while no text field has the focus."
        isOn={now.singleKeys}
        turn={(singleKeys) => change({ singleKeys })}
      />
      <p>Saved in this browser only.</p>
    </Dialog>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly names: Record<T, string>;
  readonly all: readonly T[];
  readonly now: T;
  readonly choose: (value: T) => void;
}

function Choice<T extends string>({ label, names: words, all, now, choose }: ChoiceProps<T>) {
  const group = useId();
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <div className="choice-options choices flow">
        {all.map((option) => (
          <label key={option}>
            <input type="radio" name={group} checked={option === now} onChange={() => choose(option)} />
            {words[option]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly about: string;
  readonly isOn: boolean;
  readonly turn: (on: boolean) => void;
}

function Switch({ label, about, isOn, turn }: SwitchProps) {
  const id = useId();
  return (
    <div className="switch-row">
      <label>
        <input
          type="checkbox"
          role="switch"
          aria-describedby={id}
          aria-checked={isOn}
          checked={isOn}
          onChange={({ target }) => turn(target.checked)}
        />
        {label}
      </label>
      <p id={id}>{about}</p>
    </div>
  );
}
