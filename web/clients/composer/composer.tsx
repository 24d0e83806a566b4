// The form in which a client's next message is written, and the tools below its field.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Form, type Options, Select } from "../../ui/form.tsx";
import { countText } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { printable } from "../../ui/printable.ts";
import type { CardProps } from "../client-props.ts";
import { byteLength, compose } from "./compose.ts";
import { type Composer, type ComposerAction, type Encoding, isUnchanged, type Kind } from "./composer-state.ts";
import { reformatted } from "./json-lint.ts";
import { SaveMessage } from "./saved-list.tsx";

const kindNames: Options<Kind> = [
  ["text", "text"],
  ["json", "JSON"],
  ["binary", "binary"],
];
const encodingNames: Options<Encoding> = [
  ["hex", "hex"],
  ["base64", "base64"],
];
const examples: Record<Kind, string> = { text: "hello", json: '{ "type": "ping" }', binary: "48 65 6c 6c 6f" };

/** Enter sends, Shift+Enter inserts a line break, ArrowUp recalls a sent message. */
export function ComposerForm({ client, session }: CardProps) {
  const { name, composer } = client;
  const { kind, encoding, text, fragments } = composer;
  const [refusal, setRefusal] = useState<string | null>(null);
  const id = useId();
  const change = (action: ComposerAction) => {
    setRefusal(null);
    session.clientList.dispatch({ type: "compose", client: name, action });
  };
  const send = (anyway: boolean) => {
    const problem = session.clients.send(name, kind, text, { encoding, fragments, anyway });
    if (problem === null) return change({ type: "sent" });
    // An offer on the card says the same.
    if (session.clients.find(name)?.offer?.do !== "send") setRefusal(problem);
  };
  const composed = compose(kind, text, encoding);
  const warning = composed.ok || text === "" ? null : composed.problem;
  const canInsist = refusal !== null && !composed.ok && composed.anyway !== undefined;
  const form = useRef<HTMLFormElement>(null);
  // Scrolls messages below the field into view when the field is at the bottom of the pane.
  useEffect(() => {
    const hasFocus = form.current?.contains(document.activeElement);
    if (hasFocus && (warning !== null || refusal !== null)) form.current?.scrollIntoView({ block: "nearest" });
  }, [warning, refusal]);
  return (
    <Form ref={form} className="composer" submit={() => send(false)}>
      <textarea
        className="mono"
        rows={1}
        aria-label={`Message from ${name}`}
        aria-invalid={warning !== null}
        aria-describedby={id}
        placeholder={placeholder(composer)}
        value={text}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={({ target }) => change({ type: "change", change: { text: target.value } })}
        onKeyDown={(event) => onKey(event, composer, () => send(false), change)}
      />
      <Select
        aria-label={`Message type for ${name}`}
        options={kindNames}
        value={kind}
        choose={(chosen) => change({ type: "change", change: { kind: chosen } })}
      />
      <Button label="Send" type="submit" title="Enter sends; Shift+Enter inserts a line break" />
      <ComposerTools
        client={client}
        session={session}
        change={change}
        noteId={id}
        warning={refusal === null ? warning : null}
      />
      {refusal === null ? null : (
        <div className="refusal flow" role="alert">
          <p>{refusal}</p>
          {canInsist ? (
            <Button label={kind === "json" ? "Send as text" : "Send anyway"} onClick={() => send(true)} />
          ) : null}
        </div>
      )}
    </Form>
  );
}

function placeholder({ kind, encoding, sent }: Composer): string {
  if (sent.length > 0) return "↑ for sent messages";
  return kind === "binary" && encoding === "base64" ? "SGVsbG8=" : examples[kind];
}

/** The arrow keys move within the text, and step through sent messages only when that overwrites nothing. */
function onKey(
  event: KeyboardEvent<HTMLTextAreaElement>,
  composer: Composer,
  send: () => void,
  change: (action: ComposerAction) => void,
): void {
  const hasModifier = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey;
  if (hasModifier || event.nativeEvent.isComposing) return;
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

interface ToolsProps extends CardProps {
  readonly change: (action: ComposerAction) => void;
  readonly noteId: string;
  /** Shown in place of the size. */
  readonly warning: string | null;
}

function ComposerTools({ client, session, change, noteId, warning }: ToolsProps) {
  const { name, composer } = client;
  const { kind, encoding, text, fragments } = composer;
  const [isSaving, setSaving] = useState(false);
  if (text === "" && kind !== "binary" && fragments === 1 && !isSaving) return null;
  return (
    <div className="composer-tools flow muted tiny own-line">
      {kind === "binary" ? (
        <Select
          aria-label={`Encoding of the bytes from ${name}`}
          options={encodingNames}
          value={encoding}
          choose={(chosen) => change({ type: "change", change: { encoding: chosen } })}
        />
      ) : null}
      {kind === "json" && warning === null && text !== "" ? <Reformat text={text} change={change} /> : null}
      <span className={`note ${warning === null ? "muted" : "warn toned"} breakable fill`} id={noteId}>
        {warning === null ? sizeText(composer) : printable(warning)}
      </span>
      <Button
        label={<Icon name="keep" />}
        className="bare quiet"
        aria-expanded={isSaving}
        aria-label={`Save this message of ${name}`}
        title="Save this message, to send it again with one click"
        disabled={text === "" && !isSaving}
        onClick={() => setSaving(!isSaving)}
      />
      {isSaving ? (
        <SaveMessage message={{ kind, encoding, text }} session={session} done={() => setSaving(false)} />
      ) : null}
    </div>
  );
}

function Reformat({ text, change }: { readonly text: string; readonly change: ToolsProps["change"] }) {
  return (["pretty", "compact"] as const).map((how) => (
    <Button
      key={how}
      label={how === "pretty" ? "Prettify" : "Compact"}
      className="quiet tiny"
      onClick={() => change({ type: "change", change: { text: reformatted(text, how) } })}
    />
  ));
}

function sizeText({ kind, encoding, text, sent, at, fragments }: Composer): string {
  const composed = compose(kind, text, encoding);
  const parts = [
    composed.ok
      ? countText(byteLength(composed.data), "byte")
      : kind === "json"
        ? countText(byteLength(text), "byte")
        : "",
    fragments > 1 ? `in ${fragments} frames` : "",
    at === null ? "" : `sent message ${at + 1} of ${sent.length}`,
  ];
  return parts.filter(Boolean).join(" · ");
}
