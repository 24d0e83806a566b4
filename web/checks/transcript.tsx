// What happened during a check, a row for each thing and a column for each client, so that who heard what lines up.
import type { TranscriptEntry } from "../../server/protocol/checks.ts";
import { printable } from "../state/printable.ts";

export function Transcript({ entries }: { readonly entries: readonly TranscriptEntry[] }) {
  const clients = clientsOf(entries);
  return (
    // A table that may be wider than its pane has to be reachable by keyboard to be scrolled.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="transcript" aria-label="Transcript" tabIndex={0}>
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
          {entries.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a transcript never changes
            <Row key={index} entry={entry} clients={clients} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function clientsOf(entries: readonly TranscriptEntry[]): string[] {
  const names = new Set(entries.flatMap(({ client }) => (client === null ? [] : [client])));
  return [...names].sort();
}

function Row({ entry, clients }: { readonly entry: TranscriptEntry; readonly clients: readonly string[] }) {
  const time = <td className="at">{Math.round(entry.atMs)}</td>;
  if (entry.client === null) {
    return (
      <tr>
        {time}
        <td colSpan={Math.max(1, clients.length)}>
          <Entry entry={entry} />
        </td>
      </tr>
    );
  }
  return (
    <tr>
      {time}
      {clients.map((client) => (
        <td key={client}>{client === entry.client ? <Entry entry={entry} /> : null}</td>
      ))}
    </tr>
  );
}

const signs: Record<TranscriptEntry["kind"], string> = {
  connect: "connects",
  refused: "refused",
  sent: "sends",
  received: "gets",
  expected: "expects",
  clock: "clock",
  close: "closes",
  fault: "fault",
  note: "",
};

/** An expectation's text names its kind itself. */
function kindText({ kind, what }: TranscriptEntry): string {
  return kind === "expected" || kind === what ? signs[kind] : `${signs[kind]} ${what}`;
}

/** A text is quoted, so that an empty one is seen too. */
function shownText({ kind, what, text }: TranscriptEntry) {
  const isQuoted = what === "text" && (kind === "sent" || kind === "received");
  if (text === "" && !isQuoted) return null;
  return <code>{isQuoted ? `"${printable(text)}"` : printable(text)}</code>;
}

function Entry({ entry }: { readonly entry: TranscriptEntry }) {
  return (
    <span className="entry" data-kind={entry.kind} data-met={entry.met}>
      <span className="entry-kind">
        {entry.met === null ? "" : entry.met ? "✓ " : "✗ "}
        {kindText(entry)}
      </span>
      {shownText(entry)}
    </span>
  );
}
