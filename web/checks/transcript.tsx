// What happened during a check, a row for each thing and a column for each client, so that who heard what lines up.
import type { TranscriptEntry } from "../../server/protocol/checks.ts";
import { clientsOf, kindText, metSign, shownText } from "./transcript-text.ts";

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
    <tr data-met={entry.met}>
      {time}
      {clients.map((client) => (
        <td key={client}>{client === entry.client ? <Entry entry={entry} /> : null}</td>
      ))}
    </tr>
  );
}

function Entry({ entry }: { readonly entry: TranscriptEntry }) {
  const text = shownText(entry);
  return (
    <span className="entry" data-kind={entry.kind} data-met={entry.met}>
      <span className="entry-kind">
        {metSign(entry)}
        {kindText(entry)}
      </span>
      {text === "" ? null : <code>{text}</code>}
    </span>
  );
}
