// What one client sent and received, with time, kind and size; stays at the newest unless the learner scrolled up.
import { useState } from "react";
import { useListEnd } from "../ui/list-end.ts";
import type { Client } from "./client.ts";
import { Entry } from "./message-entry.tsx";

interface MessageLogProps {
  readonly client: Client;
  readonly clear: () => void;
}

export function MessageLog({ client, clear }: MessageLogProps) {
  const { name, log, dropped } = client;
  if (log.length === 0 && dropped === 0) return <p className="message-log empty">Nothing sent or received yet.</p>;
  return (
    <div className="message-log">
      <Messages client={client} />
      <button type="button" className="quiet clear" onClick={clear} aria-label={`Clear the messages of ${name}`}>
        Clear
      </button>
    </div>
  );
}

/** Rows in the document; older ones come when they are asked for. */
const rows = 100;

function Messages({ client: { name, log, dropped } }: { readonly client: Client }) {
  const { list } = useListEnd<HTMLElement>(log);
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? log : log.slice(-rows);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reachable by keyboard
    <section className="message-scroll" ref={list} tabIndex={0} aria-label={`Messages of ${name}`}>
      {shown.length < log.length ? (
        <button type="button" className="quiet" onClick={() => setWhole(true)}>
          {log.length - shown.length} older ones
        </button>
      ) : null}
      <ol>
        {dropped > 0 ? <li className="dropped">{dropped.toLocaleString("en")} older ones are not kept</li> : null}
        {shown.map((entry) => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </ol>
    </section>
  );
}
