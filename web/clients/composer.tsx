// Where a client's next message is written. Enter sends, Shift+Enter makes a line, ArrowUp brings back what was sent.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { CardProps } from "./client-card.tsx";
import { clientOf } from "./clients-state.ts";
import { compose } from "./compose.ts";
import { type Composer, type ComposerAction, isUnchanged, type Kind, kinds } from "./composer-state.ts";
import { ComposerTools } from "./composer-tools.tsx";

const kindNames: Record<Kind, string> = { text: "text", json: "JSON", binary: "binary" };
const examples: Record<Kind, string> = { text: "hello", json: '{ "type": "ping" }', binary: "48 65 6c 6c 6f" };

export function ComposerForm({ client, session }: CardProps) {
  const { name, composer } = client;
  const { kind, encoding, text, fragments } = composer;
  const [refusal, setRefusal] = useState<string | null>(null);
  const id = useId();
  const change = (action: ComposerAction) => {
    setRefusal(null);
    session.bench.dispatch({ type: "compose", client: name, action });
  };
  const send = (anyway: boolean) => {
    const problem = session.clients.send(name, kind, text, { encoding, fragments, anyway });
    if (problem === null) return change({ type: "sent" });
    // The card asks already whether to run it on the server.
    if (clientOf(session.bench.get(), name)?.offer?.do !== "send") setRefusal(problem);
  };
  const composed = compose(kind, text, encoding);
  const doubt = composed.ok || text === "" ? null : composed.problem;
  const canInsist = refusal !== null && !composed.ok && composed.anyway !== undefined;
  const form = useRef<HTMLFormElement>(null);
  // What is told below the field comes into view where the field is at the pane's lower end.
  useEffect(() => {
    const isHere = form.current?.contains(document.activeElement);
    if (isHere && (doubt !== null || refusal !== null)) form.current?.scrollIntoView({ block: "nearest" });
  }, [doubt, refusal]);
  return (
    <form
      ref={form}
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send(false);
      }}
    >
      <textarea
        rows={1}
        aria-label={`Message from ${name}`}
        aria-invalid={doubt !== null}
        aria-describedby={id}
        placeholder={placeholder(composer)}
        value={text}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={({ target }) => change({ type: "write", text: target.value })}
        onKeyDown={(event) => onKey(event, composer, () => send(false), change)}
      />
      <select
        aria-label={`Kind of message from ${name}`}
        value={kind}
        onChange={({ target }) => change({ type: "kind", kind: kinds.find((each) => each === target.value) ?? "text" })}
      >
        {kinds.map((each) => (
          <option key={each} value={each}>
            {kindNames[each]}
          </option>
        ))}
      </select>
      <button type="submit" className="small" title="Enter sends, Shift+Enter makes a line">
        Send
      </button>
      <ComposerTools
        client={client}
        session={session}
        change={change}
        noteId={id}
        doubt={doubt}
        isRefused={refusal !== null}
      />
      {refusal === null ? null : (
        <div className="refusal" role="alert">
          <p>{refusal}</p>
          {canInsist ? (
            <button type="button" className="small" onClick={() => send(true)}>
              {kind === "json" ? "Send it as text" : "Send it anyway"}
            </button>
          ) : null}
        </div>
      )}
    </form>
  );
}

function placeholder({ kind, encoding, sent }: Composer): string {
  if (sent.length > 0) return "↑ earlier ones";
  return kind === "binary" && encoding === "base64" ? "SGVsbG8=" : examples[kind];
}

/** The arrows leave the field's own lines alone: they walk through what was sent only when nothing would be lost. */
function onKey(
  event: KeyboardEvent<HTMLTextAreaElement>,
  composer: Composer,
  send: () => void,
  change: (action: ComposerAction) => void,
): void {
  const isPlain =
    !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !event.nativeEvent.isComposing;
  if (!isPlain) return;
  if (event.key === "Enter") {
    event.preventDefault();
    send();
  }
  if ((event.key === "ArrowUp" || event.key === "ArrowDown") && isUnchanged(composer)) {
    if (event.key === "ArrowDown" && composer.at === null) return;
    event.preventDefault();
    change({ type: event.key === "ArrowUp" ? "older" : "newer" });
  }
}
