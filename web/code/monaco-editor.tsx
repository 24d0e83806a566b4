// The full editor, as a component. It owns the text while it is on the page; edits go out, replacements come in.
import { useEffect, useRef } from "react";
import { isMac } from "../shell/keys.ts";
import type { EditorLook } from "./editor-look.ts";
import type { EditorProps } from "./editor-props.ts";
import { editorOptions, handlerUri, monaco } from "./monaco.ts";
import { MonacoMarks } from "./monaco-marks.ts";
import { editBetween } from "./text-edit.ts";

type Editor = monaco.editor.IStandaloneCodeEditor;

export default function MonacoEditor(props: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const marks = useRef<MonacoMarks | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const { fontSize, lineHeight, isReader } = props.look;

  useEffect(() => {
    if (!place.current) return;
    const { editor: made, actions } = create(place.current, latest);
    editor.current = made;
    marks.current = new MonacoMarks(made);
    latest.current.attach({ reveal: (line, column) => reveal(made, line, column) });
    return () => {
      latest.current.attach(null);
      editor.current = null;
      // Monaco keeps an action, and with it the editor and its page, until the action itself is disposed.
      for (const action of actions) action.dispose();
      made.getModel()?.dispose();
      made.dispose();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text counts only when its origin changes
  useEffect(() => takeOver(editor.current, props.text), [props.origin]);
  useEffect(() => marks.current?.show(props.marks), [props.marks]);
  useEffect(() => monaco.editor.setTheme(props.isDark ? "ws101-dark" : "ws101-light"), [props.isDark]);
  useEffect(() => {
    editor.current?.updateOptions(sizeOptions({ fontSize, lineHeight, isReader }));
  }, [fontSize, lineHeight, isReader]);

  return <div className="monaco-place" ref={place} />;
}

function create(place: HTMLElement, latest: { readonly current: EditorProps }) {
  const { text, isDark, look } = latest.current;
  const model = monaco.editor.createModel(text, "typescript", handlerUri);
  const editor = monaco.editor.create(place, {
    ...editorOptions,
    ...sizeOptions(look),
    // As the style sheet has it, for the lines that stood here before.
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
    model,
    theme: isDark ? "ws101-dark" : "ws101-light",
  });
  model.onDidChangeContent(() => latest.current.edited(model.getValue()));
  const { CtrlCmd, WinCtrl } = monaco.KeyMod;
  const { Enter, KeyS, KeyM } = monaco.KeyCode;
  const add = (id: string, label: string, key: number, run: () => void) =>
    editor.addAction({ id, label, keybindings: [key], run });
  const actions = [
    add("ws101.checks", "Run the checks", CtrlCmd | Enter, () => latest.current.runChecks()),
    add("ws101.save", "Save now", CtrlCmd | KeyS, () => latest.current.saveNow()),
    add("ws101.leave", "Leave the editor", (isMac() ? WinCtrl : CtrlCmd) | KeyM, () => latest.current.leave()),
  ];
  return { editor, actions };
}

function sizeOptions({ fontSize, lineHeight, isReader }: EditorLook) {
  return { fontSize, lineHeight, accessibilitySupport: isReader ? "on" : "auto" } as const;
}

/** As one small edit: undo brings back what stood there, and the caret stays with the text around it. */
function takeOver(editor: Editor | null, text: string): void {
  const model = editor?.getModel();
  if (!editor || !model || model.getValue() === text) return;
  const { start, end, insert } = editBetween(model.getValue(), text);
  const range = monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
  editor.pushUndoStop();
  editor.executeEdits("ws101", [{ range, text: insert, forceMoveMarkers: true }]);
  editor.pushUndoStop();
}

function reveal(editor: Editor, lineNumber: number, column: number): void {
  editor.setPosition({ lineNumber, column });
  editor.revealLineInCenterIfOutsideViewport(lineNumber);
  editor.focus();
}
