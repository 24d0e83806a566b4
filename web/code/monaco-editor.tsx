// The full editor, as a component. It owns the text while it is on the page; edits go out, replacements come in.
import { useEffect, useRef } from "react";
import type { EditorProps } from "./editor-props.ts";
import type { Mark } from "./marks.ts";
import { editorOptions, monaco } from "./monaco.ts";

type Editor = monaco.editor.IStandaloneCodeEditor;

const owner = "ws101";
const isMac = /mac/i.test(navigator.platform);

export default function MonacoEditor(props: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (!place.current) return;
    const made = create(place.current, latest);
    editor.current = made;
    latest.current.attach({ reveal: (line, column) => reveal(made, line, column) });
    return () => {
      latest.current.attach(null);
      editor.current = null;
      made.getModel()?.dispose();
      made.dispose();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text counts only when its origin changes
  useEffect(() => takeOver(editor.current, props.text), [props.origin]);
  useEffect(() => showMarks(editor.current, props.marks), [props.marks]);
  useEffect(() => monaco.editor.setTheme(props.isDark ? "ws101-dark" : "ws101-light"), [props.isDark]);

  return <div className="monaco-place" ref={place} />;
}

function create(place: HTMLElement, latest: { readonly current: EditorProps }): Editor {
  const { text, isDark } = latest.current;
  const model = monaco.editor.createModel(text, "typescript", monaco.Uri.parse("file:///handler.ts"));
  const editor = monaco.editor.create(place, {
    ...editorOptions,
    model,
    theme: isDark ? "ws101-dark" : "ws101-light",
  });
  model.onDidChangeContent(() => latest.current.edited(model.getValue()));
  const { CtrlCmd, WinCtrl } = monaco.KeyMod;
  const { Enter, KeyS, KeyM } = monaco.KeyCode;
  addKey(editor, "ws101.checks", "Run the checks", CtrlCmd | Enter, () => latest.current.runChecks());
  addKey(editor, "ws101.save", "Save now", CtrlCmd | KeyS, () => latest.current.saveNow());
  addKey(editor, "ws101.leave", "Leave the editor", (isMac ? WinCtrl : CtrlCmd) | KeyM, () => latest.current.leave());
  return editor;
}

function addKey(editor: Editor, id: string, label: string, key: number, run: () => void): void {
  editor.addAction({ id, label, keybindings: [key], run });
}

/** As one edit, so that undo brings back what stood there. */
function takeOver(editor: Editor | null, text: string): void {
  const model = editor?.getModel();
  if (!editor || !model || model.getValue() === text) return;
  editor.pushUndoStop();
  editor.executeEdits("ws101", [{ range: model.getFullModelRange(), text }]);
  editor.pushUndoStop();
  editor.setPosition({ lineNumber: 1, column: 1 });
}

function showMarks(editor: Editor | null, marks: readonly Mark[]): void {
  const model = editor?.getModel();
  if (model)
    monaco.editor.setModelMarkers(
      model,
      owner,
      marks.map((mark) => marker(model, mark)),
    );
}

function marker(model: monaco.editor.ITextModel, { line, column, message, severity }: Mark): monaco.editor.IMarkerData {
  const startLineNumber = Math.min(Math.max(1, line), model.getLineCount());
  const most = model.getLineMaxColumn(startLineNumber);
  const startColumn = Math.min(Math.max(1, column), most);
  const word = model.getWordAtPosition({ lineNumber: startLineNumber, column: startColumn });
  return {
    message,
    severity: severity === "error" ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
    startLineNumber,
    startColumn,
    endLineNumber: startLineNumber,
    endColumn: word ? word.endColumn : most,
  };
}

function reveal(editor: Editor, lineNumber: number, column: number): void {
  editor.setPosition({ lineNumber, column });
  editor.revealLineInCenterIfOutsideViewport(lineNumber);
  editor.focus();
}
