// All keys in one table, by the pane that they belong to.

import { Dialog } from "../ui/dialog.tsx";
import { useStore } from "../ui/store.ts";
import { isMac, type Key, type KeyName, keyNames, keys } from "./keys.ts";
import { usePage } from "./page-context.ts";

export function KeysDialog({ close }: { readonly close: () => void }) {
  const { singleKeys } = useStore(usePage().settings);
  const entries = keyList();
  const places = [...new Set(entries.map(([, { place }]) => place))];
  return (
    <Dialog title="Keys" close={close} className="keys">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls has to be reachable by keyboard */}
      <section className="keys-scroll" tabIndex={0} aria-label="All keys">
        <table>
          <thead className="unseen">
            <tr>
              <th scope="col">Does</th>
              <th scope="col">Press</th>
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
        {isOff ? <span className="keys-off"> (single keys are off in the settings)</span> : null}
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
