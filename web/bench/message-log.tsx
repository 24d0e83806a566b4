// What one client sent and received, with the time; stays at the newest unless the learner scrolled up.

import type { Client, LogEntry } from "../state/bench.ts";
import { printable } from "../state/printable.ts";
import { memo } from "react";
import { useStuckToEnd } from "./stuck-to-end.ts";

interface MessageLogProps {
  readonly client: Client;
  readonly clear: () => void;
}

const arrows: Record<LogEntry["what"], string> = { sent: "→", received: "←", opened: "·", closed: "·", failed: "!" };
const words: Record<LogEntry["what"], string> = {
  sent: "sent",
  received: "received",
  opened: "",
  closed: "",
  failed: "",
};
const shownCharacters = 2_000;

export function MessageLog({ client, clear }: MessageLogProps) {
  const { name, log, dropped } = client;
  const place = useStuckToEnd<HTMLDivElement>(log);
  if (log.length === 0) return <p className="message-log empty">Nothing sent or received yet.</p>;
  return (
    <div className="message-log">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reachable by keyboard */}
      <div className="message-scroll" ref={place} tabIndex={0} role="log" aria-label={`Messages of ${name}`}>
        <ol>
          {dropped > 0 ? <li className="dropped">{dropped} older ones are not kept</li> : null}
          {log.map((entry) => (
            <Entry key={entry.seq} entry={entry} />
          ))}
        </ol>
      </div>
      <button type="button" className="quiet clear" onClick={clear} aria-label={`Clear the messages of ${name}`}>
        Clear
      </button>
    </div>
  );
}

const Entry = memo(function Entry({ entry }: { readonly entry: LogEntry }) {
  const text = printable(entry.text.slice(0, shownCharacters));
  return (
    <li data-what={entry.what}>
      <time>{clockTime(entry.atMs)}</time>
      <span aria-hidden="true">{arrows[entry.what]}</span>
      <span className="unseen">{words[entry.what]}</span>
      {entry.kind === "binary" ? <span className="kind">binary {entry.bytes} B</span> : null}
      <bdi>
        {text}
        {entry.text.length > shownCharacters ? `… (${entry.bytes} bytes)` : ""}
      </bdi>
    </li>
  );
});

export function clockTime(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const ms = String(date.getMilliseconds()).padStart(3, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}
