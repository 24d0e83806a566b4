// Marks as Monaco shows them: a squiggle with a hover for each, and for a fault its whole line with a sign in the margin.
import type { Mark } from "./marks.ts";
import { monaco } from "./monaco.ts";

const owner = "ws101";

export class MonacoMarks {
  readonly #editor: monaco.editor.IStandaloneCodeEditor;
  readonly #faults: monaco.editor.IEditorDecorationsCollection;

  constructor(editor: monaco.editor.IStandaloneCodeEditor) {
    this.#editor = editor;
    this.#faults = editor.createDecorationsCollection();
  }

  show(marks: readonly Mark[]): void {
    const model = this.#editor.getModel();
    if (!model) return;
    const markers = marks.map((mark) => marker(model, mark));
    monaco.editor.setModelMarkers(model, owner, markers);
    this.#faults.set(marks.filter(({ kind }) => kind === "fault").map((mark) => faultLine(model, mark)));
  }
}

function marker(model: monaco.editor.ITextModel, { line, column, message, severity }: Mark): monaco.editor.IMarkerData {
  const startLineNumber = inside(model, line);
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

function faultLine(model: monaco.editor.ITextModel, { line }: Mark): monaco.editor.IModelDeltaDecoration {
  const at = inside(model, line);
  return {
    range: new monaco.Range(at, 1, at, 1),
    options: {
      isWholeLine: true,
      className: "fault-line",
      linesDecorationsClassName: "fault-sign",
      lineNumberClassName: "fault-number",
      overviewRuler: { color: "#d1242f", position: monaco.editor.OverviewRulerLane.Full },
    },
  };
}

function inside(model: monaco.editor.ITextModel, line: number): number {
  return Math.min(Math.max(1, line), model.getLineCount());
}
