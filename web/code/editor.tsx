// The editor of the learner's handler: Monaco once it has loaded; a plain field by choice, on touch, or if Monaco fails.
import {
  type KeyboardEvent,
  lazy,
  type RefObject,
  Suspense,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePage } from "../shell/page-context.ts";
import { Button } from "../ui/button.tsx";
import { ErrorBoundary } from "../ui/failure.tsx";
import { Html } from "../ui/html.tsx";
import { printable } from "../ui/printable.ts";
import { useStore } from "../ui/store.ts";
import { useMedia } from "../ui/use-media.ts";
import { useReadOnlyReason } from "../workshop/member/member-hooks.ts";
import { type Mark, marksOf } from "./draft-text.ts";
import type { EditorHandle, EditorProps } from "./editor-props.ts";
import { editBetween, movedCaret } from "./text-edit.ts";

const MonacoEditor = lazy(() => import("./monaco-editor.tsx"));

/** After this long without an editor, the plain field is offered. */
const offerPlainMs = 6_000;

interface HandlerEditorProps {
  readonly session: LessonSession;
  readonly runChecks: () => void;
  readonly leave: () => void;
}

export function HandlerEditor({ session, runChecks, leave }: HandlerEditorProps) {
  const { text, origin, style, problems, fault, faultLine } = useStore(session.draft);
  const marks = useMemo(() => marksOf({ problems, fault, faultLine }), [problems, fault, faultLine]);
  const readOnlyReason = useReadOnlyReason(session);
  const { listings, highlighted } = useStore(session.content);
  return (
    <>
      <div className="editor-place fill">
        <Editor
          file="handler.ts"
          text={text}
          highlighted={(text === listings[style].start && highlighted[style].start) || null}
          origin={origin}
          marks={marks}
          label={session.look === null ? "Your handler" : `${session.look.name}’s handler`}
          readOnlyReason={readOnlyReason}
          onEdit={(now) => session.autosave.edited(now)}
          runChecks={runChecks}
          saveNow={() => void session.autosave.flush()}
          leave={leave}
          attach={(editor) => {
            session.editor = editor && showingFirst(session, editor);
          }}
        />
      </div>
      {/* Monaco has only the lines that are on the screen. */}
      <pre className="printed-code">{printable(text)}</pre>
    </>
  );
}

/** Shows the pane and the tab before the editor takes the focus. */
function showingFirst(session: LessonSession, editor: EditorHandle): EditorHandle {
  return {
    reveal(line, column) {
      const isShown = session.showPane === null && session.codeView.get().tab === "handler";
      if (isShown) return editor.reveal(line, column);
      session.showCode("handler");
      // A hidden element cannot take the focus: wait until the page has rendered it.
      requestAnimationFrame(() => requestAnimationFrame(() => editor.reveal(line, column)));
    },
  };
}

/** By choice, and on touch screens, which Monaco does not support. */
export function useIsPlain(): boolean {
  const { editor } = useStore(usePage().settings);
  const isTouch = useMedia("(pointer: coarse)");
  return editor === "plain" || (editor === "auto" && isTouch);
}

interface ListingProps {
  readonly text: string;
  /** The server's HTML for this text, or null. */
  readonly highlighted: string | null;
}

export function Editor({ highlighted, ...props }: EditorProps & Pick<ListingProps, "highlighted">) {
  const isPlain = useIsPlain();
  const [isPlainWanted, setPlainWanted] = useState(false);
  if (isPlain || isPlainWanted) return <PlainEditor {...props} />;
  const { text, label } = props;
  const waiting = <Waiting {...{ text, label, highlighted }} choosePlain={() => setPlainWanted(true)} />;
  return (
    <ErrorBoundary fallback={<Fallback {...props} />}>
      <Suspense fallback={waiting}>
        <MonacoEditor {...props} />
      </Suspense>
    </ErrorBoundary>
  );
}

interface WaitingProps extends ListingProps {
  readonly label: string;
  readonly choosePlain: () => void;
}

/** Shows the code in its final position until the editor has loaded. */
function Waiting({ text, label, highlighted, choosePlain }: WaitingProps) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), offerPlainMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <section className="editor-waiting" aria-label={`${label}; the editor is loading`}>
      <CodeLines text={text} highlighted={highlighted} />
      {isLate ? (
        <p className="editor-late raised small" role="status">
          The editor is slow to load. <Button label="Use a plain text field" onClick={choosePlain} />
        </p>
      ) : null}
    </section>
  );
}

/** Read-only code with numbered lines, highlighted if the server's HTML is available. */
export function CodeLines({ text, highlighted }: ListingProps) {
  const lines = useMemo(() => printable(text).split("\n"), [text]);
  if (highlighted !== null) return <Html className="code-lines" html={highlighted} />;
  return (
    <div className="code-lines">
      <pre>
        <code>
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are identified by their number
            <span key={at} className="line">
              {at === lines.length - 1 ? line : `${line}\n`}
            </span>
          ))}
        </code>
      </pre>
    </div>
  );
}

function Fallback(props: EditorProps) {
  return (
    <div className="editor-instead column">
      <p className="code-notice flow small breakable strip line-below" data-tone="warn" role="status">
        Could not load the full editor. This plain text field saves, loads and checks your code in the same way. Reload
        the page to try again.
      </p>
      <PlainEditor {...props} />
    </div>
  );
}

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
        aria-label={props.label}
        aria-invalid={props.marks.length > 0}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        autoComplete="off"
        readOnly={props.readOnlyReason !== null}
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
