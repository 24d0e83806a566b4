// The page's own dialogs and the keys that open them anywhere.
import { lazy, Suspense, useEffect, useId } from "react";
import { DevicesDialog } from "../course/devices-dialog.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useStore } from "../ui/store.ts";
import { isKey, isMac, isTyping, type Key, type KeyName, keyNames, keys } from "./keys.ts";
import { usePage } from "./page-context.ts";
import { editors, motions, type Settings, sizes, themes } from "./settings.ts";

const loadPalette = () => import("./palette.tsx");
const Palette = lazy(loadPalette);

export function Overlays() {
  const { overlay } = usePage();
  const open = useStore(overlay);
  useOverlayKeys();
  // Loaded ahead of its first use, so that it opens without a network too.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette().catch(() => null), 2_000);
    return () => clearTimeout(timer);
  }, []);
  // A dialog reports its end late: another may have been opened by then.
  const close = () => {
    if (overlay.get() === open) overlay.dispatch(null);
  };
  switch (open) {
    case null:
      return null;
    case "palette":
      return (
        <Suspense>
          <Palette close={close} />
        </Suspense>
      );
    case "settings":
      return <SettingsDialog close={close} />;
    case "keys":
      return <KeysDialog close={close} />;
    case "devices":
      return <DevicesDialog close={close} />;
    default:
      return open satisfies never;
  }
}

function useOverlayKeys(): void {
  const { overlay, settings } = usePage();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isPalette = isKey(event, "palette");
      const isHelp = settings.get().singleKeys && isKey(event, "help") && !isTyping(event.target);
      if (!isPalette && !isHelp) return;
      // A dialog that a component opened stays on top.
      if (document.querySelector("dialog[open]") && overlay.get() !== "palette") return;
      event.preventDefault();
      event.stopPropagation();
      overlay.dispatch(isPalette ? (overlay.get() === "palette" ? null : "palette") : "keys");
    };
    // Captured before the editor, which binds the palette's key to something else.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [overlay, settings]);
}

function KeysDialog({ close }: { readonly close: () => void }) {
  const { singleKeys } = useStore(usePage().settings);
  const entries = keyList();
  const places = [...new Set(entries.map(([, { place }]) => place))];
  return (
    <Dialog title="Keyboard shortcuts" close={close} className="keys">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling table must be reachable from the keyboard */}
      <section className="keys-scroll scroll small" tabIndex={0} aria-label="Keyboard shortcuts">
        <table>
          <thead className="unseen">
            <tr>
              <th scope="col">Action</th>
              <th scope="col">Keys</th>
            </tr>
          </thead>
          {places.map((place) => (
            <tbody key={place}>
              <tr className="keys-place">
                <th scope="rowgroup" colSpan={2}>
                  {place}
                </th>
              </tr>
              {entries
                .filter(([, key]) => key.place === place)
                .map(([name, key]) => (
                  <KeyRow key={name} name={name} entry={key} isOff={key.single === true && !singleKeys} />
                ))}
            </tbody>
          ))}
        </table>
      </section>
    </Dialog>
  );
}

function KeyRow({ name, entry, isOff }: { readonly name: KeyName; readonly entry: Key; readonly isOff: boolean }) {
  return (
    <tr data-off={isOff}>
      <td>
        {entry.does}
        {isOff ? <span className="muted"> (single-key shortcuts are off in Settings)</span> : null}
      </td>
      <td>
        {keyNames(name, isMac()).map((press) => (
          <kbd key={press}>{press}</kbd>
        ))}
      </td>
    </tr>
  );
}

function keyList(): readonly [KeyName, Key][] {
  const names = Object.keys(keys).filter((name): name is KeyName => name in keys);
  return names.map((name) => [name, keys[name]]);
}

const names = {
  theme: { system: "System", light: "Light", dark: "Dark" },
  size: { small: "Small", normal: "Normal", large: "Large", huge: "Projector" },
  editor: { auto: "Automatic", monaco: "Full editor", plain: "Plain text" },
  motion: { system: "System", less: "Reduced", full: "Full" },
} as const satisfies { readonly [K in "theme" | "size" | "editor" | "motion"]: Record<Settings[K], string> };

function SettingsDialog({ close }: { readonly close: () => void }) {
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
