// A client's log: one line per message or event. Follows the newest line unless the learner scrolls up.
import { memo, useState } from "react";
import { clockTime, formatBytes } from "../ui/format.ts";
import { useListEnd } from "../ui/list-end.ts";
import { isUnfolding, unfolded } from "../ui/payload-text.ts";
import { printable } from "../ui/printable.ts";
import type { Client, LogEntry } from "./client.ts";

interface MessageLogProps {
  readonly client: Client;
  readonly clear: () => void;
}

export function MessageLog({ client, clear }: MessageLogProps) {
  const { name, log, dropped } = client;
  if (log.length === 0 && dropped === 0) return <p className="message-log empty well tiny">No messages yet</p>;
  return (
    <div className="message-log well tiny">
      <Messages client={client} />
      <button type="button" className="quiet clear tiny" onClick={clear} aria-label={`Clear the messages of ${name}`}>
        Clear
      </button>
    </div>
  );
}

/** Rows in the document at first; a button adds the older ones. */
const shownRows = 100;

function Messages({ client: { name, log, dropped } }: { readonly client: Client }) {
  const { list } = useListEnd<HTMLElement>(log);
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? log : log.slice(-shownRows);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reachable by keyboard
    <section className="message-scroll scroll" ref={list} tabIndex={0} aria-label={`Messages of ${name}`}>
      {shown.length < log.length ? (
        <button type="button" className="quiet" onClick={() => setWhole(true)}>
          Show {log.length - shown.length} older
        </button>
      ) : null}
      <ol>
        {dropped > 0 ? <li className="dropped">{dropped.toLocaleString("en")} older messages were dropped</li> : null}
        {shown.map((entry) => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

const arrows: Record<LogEntry["what"], string> = {
  sent: "→",
  received: "←",
  opened: "●",
  closed: "○",
  failed: "!",
  note: "·",
};
const shownCharacters = 300;

const Entry = memo(function Entry({ entry }: { readonly entry: LogEntry }) {
  const { what, kind } = entry;
  const isMessage = what === "sent" || what === "received";
  const [isOpen, setOpen] = useState(false);
  return (
    <li data-what={what} data-kind={kind} data-abnormal={entry.isAbnormal}>
      <time>
        <span className="hours">{clockTime(entry.atMs).slice(0, 3)}</span>
        {clockTime(entry.atMs).slice(3)}
      </time>
      <span aria-hidden="true">{arrows[what]}</span>
      {isMessage ? <span className="unseen">{what}</span> : null}
      {isMessage && kind !== "text" ? <span className="kind">{kind}</span> : null}
      <Payload entry={entry} isOpen={isOpen} />
      {isUnfolding(entry) ? (
        <button type="button" className="unfold muted" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {expandLabel(entry, isOpen)}
        </button>
      ) : null}
      {isMessage && kind !== "close" ? <span className="size">{formatBytes(entry.bytes)}</span> : null}
    </li>
  );
});

function Payload({ entry, isOpen }: { readonly entry: LogEntry; readonly isOpen: boolean }) {
  if (isOpen) return <pre>{printable(unfolded(entry))}</pre>;
  const isCut = entry.text.length > shownCharacters;
  return (
    <bdi>
      {printable(entry.text.slice(0, shownCharacters))}
      {isCut ? "…" : ""}
    </bdi>
  );
}

function expandLabel({ kind, text }: LogEntry, isOpen: boolean): string {
  if (isOpen) return "less";
  if (kind === "binary") return "hex";
  return /^\s*[{[]/.test(text) ? "{ }" : "more";
}
