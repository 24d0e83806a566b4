// Below the field, once something stands in it: how large it is, what is wrong with it, how to lay it out and keep it.
import { useState } from "react";
import { Icon } from "../ui/icon.tsx";
import { printable } from "../ui/printable.ts";
import type { CardProps } from "./client-card.tsx";
import { byteLength, bytesText, compose } from "./compose.ts";
import { type Composer, type ComposerAction, encodings } from "./composer-state.ts";
import { reformatted } from "./json-lint.ts";
import { KeepForm } from "./save-message-form.tsx";

interface ToolsProps extends CardProps {
  readonly change: (action: ComposerAction) => void;
  readonly noteId: string;
  readonly doubt: string | null;
  /** The same was said louder when the learner tried to send it. */
  readonly isRefused: boolean;
}

export function ComposerTools({ client, session, change, noteId, doubt, isRefused }: ToolsProps) {
  const { name, composer } = client;
  const { kind, encoding, text, fragments } = composer;
  const [isKeeping, setKeeping] = useState(false);
  if (text === "" && kind !== "binary" && fragments === 1 && !isKeeping) return null;
  return (
    <div className="composer-tools">
      {kind === "binary" ? (
        <select
          aria-label={`How the bytes from ${name} are written`}
          value={encoding}
          onChange={({ target }) =>
            change({ type: "encoding", encoding: target.value === "base64" ? "base64" : "hex" })
          }
        >
          {encodings.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      ) : null}
      {kind === "json" && doubt === null && text !== "" ? <Reformat text={text} change={change} /> : null}
      <span className="note" id={noteId} data-doubt={doubt !== null && !isRefused}>
        {doubt === null || isRefused ? noteText(composer) : printable(doubt)}
      </span>
      <button
        type="button"
        className="bare"
        aria-expanded={isKeeping}
        aria-label={`Keep this message of ${name}`}
        title="Keep this message, to send it again with one click"
        disabled={text === "" && !isKeeping}
        onClick={() => setKeeping(!isKeeping)}
      >
        <Icon name="keep" />
      </button>
      {isKeeping ? (
        <KeepForm written={{ kind, encoding, text }} session={session} done={() => setKeeping(false)} />
      ) : null}
    </div>
  );
}

function Reformat({ text, change }: { readonly text: string; readonly change: ToolsProps["change"] }) {
  const write = (how: "pretty" | "compact") => change({ type: "write", text: reformatted(text, how) });
  return (
    <>
      <button type="button" className="quiet" onClick={() => write("pretty")}>
        Prettify
      </button>
      <button type="button" className="quiet" onClick={() => write("compact")}>
        Compact
      </button>
    </>
  );
}

function noteText({ kind, encoding, text, sent, at, fragments }: Composer): string {
  const composed = compose(kind, text, encoding);
  const parts = [
    composed.ok ? bytesText(byteLength(composed.data)) : kind === "json" ? bytesText(byteLength(text)) : "",
    fragments > 1 ? `in ${fragments} frames` : "",
    at === null ? "" : `sent before, ${at + 1} of ${sent.length}`,
  ];
  return parts.filter(Boolean).join(" · ");
}
