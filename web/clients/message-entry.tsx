// One line of a client's log: when, which way, what kind, the payload, its size; JSON and bytes unfold.
import { memo, useState } from "react";
import { clockTime } from "../ui/clock-time.ts";
import { isUnfolding, unfolded } from "../ui/payload-text.ts";
import { printable } from "../ui/printable.ts";
import type { LogEntry } from "./client.ts";
import { bytesText } from "./compose.ts";

const arrows: Record<LogEntry["what"], string> = {
  sent: "→",
  received: "←",
  opened: "●",
  closed: "○",
  failed: "!",
  note: "·",
};
const shownCharacters = 300;

export const Entry = memo(function Entry({ entry }: { readonly entry: LogEntry }) {
  const { what, kind } = entry;
  const isMessage = what === "sent" || what === "received";
  const [isOpen, setOpen] = useState(false);
  return (
    <li data-what={what} data-kind={kind}>
      <time>
        <span className="hours">{clockTime(entry.atMs).slice(0, 3)}</span>
        {clockTime(entry.atMs).slice(3)}
      </time>
      <span aria-hidden="true">{arrows[what]}</span>
      {isMessage ? <span className="unseen">{what}</span> : null}
      {isMessage && kind !== "text" ? <span className="kind">{kind}</span> : null}
      <Payload entry={entry} isOpen={isOpen} />
      {isUnfolding(entry) ? (
        <button type="button" className="unfold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {unfoldName(entry, isOpen)}
        </button>
      ) : null}
      {isMessage && kind !== "close" ? <span className="size">{sizeText(entry.bytes)}</span> : null}
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

function unfoldName({ kind, text }: LogEntry, isOpen: boolean): string {
  if (isOpen) return "less";
  if (kind === "binary") return "hex";
  return /^\s*[{[]/.test(text) ? "{ }" : "more";
}

function sizeText(bytes: number): string {
  return bytes < 10_000 ? bytesText(bytes).replace(/ bytes?$/, " B") : `${(bytes / 1024).toFixed(1)} KiB`;
}
