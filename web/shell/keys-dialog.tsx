// Dialog: all keyboard shortcuts, grouped by pane.

import { Dialog } from "../ui/dialog.tsx";
import { useStore } from "../ui/store.ts";
import { isMac, type Key, type KeyName, keyNames, keys } from "./keys.ts";
import { usePage } from "./page-context.ts";

export function KeysDialog({ close }: { readonly close: () => void }) {
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

interface KeyRowProps {
  readonly name: KeyName;
  readonly entry: Key;
  readonly isOff: boolean;
}

function KeyRow({ name, entry, isOff }: KeyRowProps) {
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
