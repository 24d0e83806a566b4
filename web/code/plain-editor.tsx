// The plain text field: for touch screens, for screen readers, and for whoever prefers it. Tab leaves it.
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { EditorProps } from "./editor-props.ts";

export default function PlainEditor(props: EditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(props.text);
  const latest = useRef(props);
  latest.current = props;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text counts only when its origin changes
  useEffect(() => setText(props.text), [props.origin]);
  useEffect(() => {
    latest.current.attach({ reveal: (line, column) => reveal(field.current, line, column) });
    return () => latest.current.attach(null);
  }, []);

  const change = (value: string) => {
    setText(value);
    props.edited(value);
  };
  return (
    <textarea
      ref={field}
      className="plain-editor"
      aria-label="Your handler"
      aria-invalid={props.marks.length > 0}
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      wrap="off"
      value={text}
      onChange={(event) => change(event.target.value)}
      onKeyDown={(event) => onKey(event, props)}
    />
  );
}

function onKey(event: KeyboardEvent, { saveNow }: EditorProps): void {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  saveNow();
}

/** Selects the line, which also scrolls to it. */
function reveal(field: HTMLTextAreaElement | null, line: number, column: number): void {
  if (!field) return;
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  field.focus();
  field.setSelectionRange(start + column - 1, start + (lines[line - 1]?.length ?? 0));
}
