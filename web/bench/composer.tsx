// Where a client's next message is written: text, JSON, or bytes in hex. Enter sends; Shift+Enter makes a line.
import { type KeyboardEvent, useState } from "react";
import type { Kind } from "../state/bench.ts";

interface ComposerProps {
  readonly name: string;
  /** Answers what is wrong with the text, or null. */
  readonly send: (kind: Kind, text: string) => string | null;
}

const kinds: Record<Kind, { readonly label: string; readonly placeholder: string }> = {
  text: { label: "text", placeholder: "hello" },
  json: { label: "JSON", placeholder: '{ "type": "ping" }' },
  binary: { label: "binary", placeholder: "48 65 6c 6c 6f" },
};

export function Composer({ name, send }: ComposerProps) {
  const [kind, setKind] = useState<Kind>("text");
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const submit = () => {
    const wrong = send(kind, text);
    setProblem(wrong);
    if (wrong === null && kind === "text") setText("");
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing)
      return;
    event.preventDefault();
    submit();
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        rows={1}
        aria-label={`Message from ${name}`}
        aria-invalid={problem !== null}
        placeholder={kinds[kind].placeholder}
        value={text}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
      />
      <select
        aria-label={`Kind of message from ${name}`}
        value={kind}
        onChange={({ target }) => setKind(toKind(target.value))}
      >
        {Object.entries(kinds).map(([key, { label }]) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
      <button type="submit" className="small">
        Send
      </button>
      {problem ? <p role="alert">{problem}</p> : null}
    </form>
  );
}

function toKind(value: string): Kind {
  return value === "json" || value === "binary" ? value : "text";
}
