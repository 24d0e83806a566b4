// Monaco as a React component. It owns the text; edits are reported, replacements are applied as one edit.
import { useEffect, useRef } from "react";
import { isMac } from "../shell/keys.ts";
import { useIsDark } from "../shell/use-settings.ts";
import type { Mark } from "./draft-text.ts";
import type { EditorProps } from "./editor-props.ts";
import { bracketColorizationOptions, editorOptions, files, monaco, themeName, useSizeOptions } from "./monaco.ts";
import { editBetween } from "./text-edit.ts";

type Editor = monaco.editor.IStandaloneCodeEditor;

interface Mounted {
  readonly editor: Editor;
  readonly faultLines: monaco.editor.IEditorDecorationsCollection;
}

export default function MonacoEditor(props: EditorProps) {
  const element = useRef<HTMLDivElement>(null);
  const mounted = useRef<Mounted | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const isDark = useIsDark();
  const size = useSizeOptions();

  useEffect(() => {
    if (!element.current) return;
    const editor = createEditor(element.current, latest.current);
    editor.getModel()?.onDidChangeContent(() => latest.current.onEdit(editor.getValue()));
    const actions = addActions(editor, latest);
    mounted.current = { editor, faultLines: editor.createDecorationsCollection() };
    latest.current.attach({ reveal: (line, column) => reveal(editor, line, column) });
    return () => {
      latest.current.attach(null);
      mounted.current = null;
      // Monaco keeps an action, and with it the editor and its page, until the action itself is disposed.
      for (const action of actions) action.dispose();
      editor.getModel()?.dispose();
      editor.dispose();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text applies only when its origin changes
  useEffect(() => replaceText(mounted.current?.editor, props.text), [props.origin]);
  useEffect(() => showMarks(mounted.current, props.marks), [props.marks]);
  useEffect(() => monaco.editor.setTheme(themeName(isDark)), [isDark]);
  useEffect(() => mounted.current?.editor.updateOptions(size), [size]);
  useEffect(() => {
    mounted.current?.editor.updateOptions(readOnlyOptions(props.readOnlyReason));
  }, [props.readOnlyReason]);

  return <div className="monaco-place" ref={element} />;
}

interface Latest {
  readonly current: EditorProps;
}

function createEditor(element: HTMLElement, { file, text, label }: EditorProps): Editor {
  const { language, uri } = files[file];
  const model = monaco.editor.createModel(text, language, uri);
  model.updateOptions({ bracketColorizationOptions });
  return monaco.editor.create(element, {
    ...editorOptions,
    ariaLabel: `${label}. Control M leaves the editor.`,
    model,
  });
}

const readOnlyOptions = (reason: string | null) => ({
  readOnly: reason !== null,
  domReadOnly: reason !== null,
  readOnlyMessage: { value: reason ?? "" },
});

function addActions(editor: Editor, latest: Latest): monaco.IDisposable[] {
  const { CtrlCmd, WinCtrl } = monaco.KeyMod;
  const { Enter, KeyS, KeyM } = monaco.KeyCode;
  const add = (id: string, label: string, key: number, run: () => void) =>
    editor.addAction({ id, label, keybindings: [key], run });
  const hasChecks = latest.current.runChecks !== null;
  return [
    ...(hasChecks ? [add("ws101.checks", "Run checks", CtrlCmd | Enter, () => latest.current.runChecks?.())] : []),
    add("ws101.save", "Save now", CtrlCmd | KeyS, () => latest.current.saveNow()),
    add("ws101.leave", "Leave the editor", (isMac() ? WinCtrl : CtrlCmd) | KeyM, () => latest.current.leave()),
  ];
}

/** Applies one small edit: undo restores the old text, and the caret stays with the text around it. */
function replaceText(editor: Editor | undefined, text: string): void {
  const model = editor?.getModel();
  if (!editor || !model || model.getValue() === text) return;
  const { start, end, insert } = editBetween(model.getValue(), text);
  const range = monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
  editor.pushUndoStop();
  const edit = { range, text: insert, forceMoveMarkers: true };
  // A read-only editor takes edits of its model only.
  if (!editor.executeEdits("ws101", [edit])) model.pushEditOperations(null, [edit], () => null);
  editor.pushUndoStop();
}

function reveal(editor: Editor, lineNumber: number, column: number): void {
  editor.setPosition({ lineNumber, column });
  editor.revealLineInCenterIfOutsideViewport(lineNumber);
  editor.focus();
}

/** A squiggle with a hover for each mark; a fault also colours its line and has a sign in the margin. */
function showMarks(mounted: Mounted | null, marks: readonly Mark[]): void {
  const model = mounted?.editor.getModel();
  if (!mounted || !model) return;
  monaco.editor.setModelMarkers(
    model,
    "ws101",
    marks.map((mark) => markerOf(model, mark)),
  );
  mounted.faultLines.set(marks.filter(({ kind }) => kind === "fault").map((mark) => faultDecoration(model, mark)));
}

function markerOf(model: monaco.editor.ITextModel, mark: Mark): monaco.editor.IMarkerData {
  const line = clampLine(model, mark.line);
  const lineEnd = model.getLineMaxColumn(line);
  const startColumn = Math.min(Math.max(1, mark.column), lineEnd);
  const word = model.getWordAtPosition({ lineNumber: line, column: startColumn });
  return {
    message: mark.message,
    severity: mark.severity === "error" ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
    startLineNumber: line,
    startColumn,
    endLineNumber: line,
    endColumn: word ? word.endColumn : lineEnd,
  };
}

function faultDecoration(model: monaco.editor.ITextModel, mark: Mark): monaco.editor.IModelDeltaDecoration {
  const line = clampLine(model, mark.line);
  return {
    range: new monaco.Range(line, 1, line, 1),
    options: {
      isWholeLine: true,
      className: "fault-line",
      linesDecorationsClassName: "fault-sign",
      lineNumberClassName: "fault-number",
      overviewRuler: { color: "#d1242f", position: monaco.editor.OverviewRulerLane.Full },
    },
  };
}

function clampLine(model: monaco.editor.ITextModel, line: number): number {
  return Math.min(Math.max(1, line), model.getLineCount());
}
