// The transcript of a check as a table: a row for each event, a column for each client.
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { TranscriptEntry } from "../../server/protocol/checks.ts";
import { Button } from "../ui/button.tsx";
import { countText } from "../ui/format.ts";
import {
  clientsOf,
  collapseRepeats,
  elided,
  entryText,
  kindText,
  maxChars,
  metSign,
  type Row,
} from "./transcript-text.ts";

interface TranscriptProps {
  readonly entries: readonly TranscriptEntry[];
  /** The title of the check. */
  readonly check: string;
}

export function Transcript({ entries, check }: TranscriptProps) {
  const clients = clientsOf(entries);
  const rows = useMemo(() => collapseRepeats(entries), [entries]);
  const scroller = useRef<HTMLElement>(null);
  useEffect(() => scrollToMismatch(scroller.current), []);
  return (
    // A scrollable table must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="transcript well tiny" aria-label={`Transcript: ${check}`} tabIndex={0} ref={scroller}>
      <table>
        <thead>
          <tr>
            <th scope="col">ms</th>
            {clients.map((client) => (
              <th key={client} scope="col">
                {client}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a transcript never changes
            <TranscriptRow key={index} row={row} clients={clients} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Scrolls only the transcript itself. */
function scrollToMismatch(scroller: HTMLElement | null): void {
  const row = scroller?.querySelector<HTMLElement>('tr[data-met="false"]');
  if (scroller && row) scroller.scrollTop = row.offsetTop - (scroller.clientHeight - row.offsetHeight) / 2;
}

function TranscriptRow({ row, clients }: { readonly row: Row; readonly clients: readonly string[] }) {
  const { client, atMs, met } = row.entry;
  return (
    <tr data-met={met}>
      <td className="at">{Math.round(atMs)}</td>
      {client === null ? (
        <td colSpan={Math.max(1, clients.length)}>
          <Entry row={row} />
        </td>
      ) : (
        clients.map((name) => <td key={name}>{name === client ? <Entry row={row} /> : null}</td>)
      )}
    </tr>
  );
}

function Entry({ row: { entry, count } }: { readonly row: Row }) {
  const text = entryText(entry);
  return (
    <span className="entry" data-kind={entry.kind} data-met={entry.met}>
      <span className="entry-kind muted">
        {metSign(entry)}
        {kindText(entry)}
      </span>
      {text === "" ? null : (
        <Elided characters={text.length} short={<code>{elided(text)}</code>} full={<code>{text}</code>} />
      )}
      {count > 1 ? <span className="muted"> {count} times</span> : null}
    </span>
  );
}

interface ElidedProps {
  /** The length of the whole text. */
  readonly characters: number;
  readonly short: ReactNode;
  readonly full: ReactNode;
}

export function Elided({ characters, short, full }: ElidedProps) {
  const [isOpen, setOpen] = useState(false);
  if (characters <= maxChars) return full;
  return (
    <>
      {isOpen ? full : short}
      <Button
        label={isOpen ? "Show less" : `Show all ${countText(characters, "character")}`}
        className="place elided"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      />
    </>
  );
}
