// The plain text field: for touch screens, for screen readers, and by choice. Tab leaves it.
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Mark } from "./draft-text.ts";
import type { EditorProps } from "./editor-props.ts";
import { editBetween, movedCaret } from "./text-edit.ts";

export default function PlainEditor(props: EditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const [text, setText] = useReplacedText(field, props);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    latest.current.attach({ reveal: (line, column) => reveal(field.current, line, column) });
    return () => latest.current.attach(null);
  }, []);
  const change = (value: string) => {
    setText(value);
    props.onEdit(value);
  };
  return (
    <div className="plain-editor">
      <Numbers ref={gutter} text={text} marks={props.marks} />
      <textarea
        ref={field}
        aria-label="Your handler"
        aria-invalid={props.marks.length > 0}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        autoComplete="off"
        wrap="off"
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => onKey(event, props)}
        onScroll={({ currentTarget }) => {
          if (gutter.current) gutter.current.scrollTop = currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

/** The text, replaced whenever its origin changes; the caret stays with the text around it. */
function useReplacedText(field: RefObject<HTMLTextAreaElement | null>, { text: given, origin }: EditorProps) {
  const [text, setText] = useState(given);
  const caret = useRef<readonly [number, number] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text applies only when its origin changes
  useEffect(() => {
    const element = field.current;
    if (!element || element.value === given) return;
    const edit = editBetween(element.value, given);
    caret.current = [movedCaret(edit, element.selectionStart), movedCaret(edit, element.selectionEnd)];
    setText(given);
  }, [origin]);
  useLayoutEffect(() => {
    if (caret.current && field.current?.value === text) field.current.setSelectionRange(...caret.current);
    caret.current = null;
  }, [text, field]);
  return [text, setText] as const;
}

interface NumbersProps {
  readonly ref: RefObject<HTMLPreElement | null>;
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** Hidden from screen readers: the list below has the problems in words. */
function Numbers({ ref, text, marks }: NumbersProps) {
  const count = text.split("\n").length;
  const numbers = useMemo(() => {
    const marked = new Set(marks.map(({ line }) => line));
    return Array.from({ length: count }, (_, at) => `${marked.has(at + 1) ? "✗ " : ""}${at + 1}`).join("\n");
  }, [count, marks]);
  return (
    <pre ref={ref} className="plain-numbers" aria-hidden="true">
      {numbers}
    </pre>
  );
}

function onKey(event: KeyboardEvent, { saveNow }: EditorProps): void {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  saveNow();
}

/** Selects the line and scrolls to it. */
function reveal(field: HTMLTextAreaElement | null, line: number, column: number): void {
  if (!field) return;
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  field.focus();
  field.setSelectionRange(start + column - 1, start + (lines[line - 1]?.length ?? 0));
  const height = Number.parseFloat(getComputedStyle(field).lineHeight);
  const top = (line - 1) * height;
  const isVisible = top >= field.scrollTop && top + height <= field.scrollTop + field.clientHeight;
  if (!isVisible) field.scrollTop = Math.max(0, top - field.clientHeight / 2);
}
