// TypeScript's quick fixes for all problems of the caret's line. Monaco's own provider offers none unless the caret is
// within the marked word, and applies edits of the type files to the handler.
import * as monaco from "monaco-editor/editor";
import { getTypeScriptWorker, typescriptDefaults } from "monaco-editor/languages/features/typescript/register";
import { z } from "zod";

const fixesSchema = z.array(
  z.object({
    fixName: z.string(),
    description: z.string(),
    changes: z.array(
      z.object({
        fileName: z.string(),
        textChanges: z.array(
          z.object({ span: z.object({ start: z.number(), length: z.number() }), newText: z.string() }),
        ),
      }),
    ),
  }),
);
type Fix = z.infer<typeof fixesSchema>[number];

const format = { indentSize: 2, tabSize: 2, convertTabsToSpaces: true, newLineCharacter: "\n" };
/** Fixes that say what was meant; others declare what is missing. */
const preferredFixes = new Set(["spelling", "import"]);

export function registerQuickFixes(): void {
  typescriptDefaults.setModeConfiguration({ ...typescriptDefaults.modeConfiguration, codeActions: false });
  monaco.languages.registerCodeActionProvider("typescript", {
    async provideCodeActions(model, range) {
      const markers = monaco.editor
        .getModelMarkers({ resource: model.uri, owner: "typescript" })
        .filter(
          (marker) => marker.startLineNumber <= range.endLineNumber && marker.endLineNumber >= range.startLineNumber,
        );
      const actions = await Promise.all(markers.slice(0, 20).map((marker) => actionsFor(model, marker)));
      return { actions: actions.flat(), dispose: () => {} };
    },
  });
}

async function actionsFor(model: monaco.editor.ITextModel, marker: monaco.editor.IMarker) {
  const worker = await (await getTypeScriptWorker())(model.uri);
  const start = model.getOffsetAt({ lineNumber: marker.startLineNumber, column: marker.startColumn });
  const end = model.getOffsetAt({ lineNumber: marker.endLineNumber, column: marker.endColumn });
  const file = model.uri.toString();
  const fixes = await worker.getCodeFixesAtPosition(file, start, end, [Number(marker.code)], format);
  if (model.isDisposed()) return [];
  return fixesSchema
    .parse(fixes)
    .filter(({ changes }) => changes.every(({ fileName }) => fileName === file))
    .map((fix) => actionOf(model, marker, fix));
}

function actionOf(
  model: monaco.editor.ITextModel,
  marker: monaco.editor.IMarker,
  fix: Fix,
): monaco.languages.CodeAction {
  const versionId = model.getVersionId();
  const edits = fix.changes.flatMap(({ textChanges }) =>
    textChanges.map(({ span, newText }) => {
      const [from, to] = [model.getPositionAt(span.start), model.getPositionAt(span.start + span.length)];
      return {
        resource: model.uri,
        versionId,
        textEdit: { range: monaco.Range.fromPositions(from, to), text: newText },
      };
    }),
  );
  const isPreferred = preferredFixes.has(fix.fixName);
  return { title: fix.description, kind: "quickfix", diagnostics: [marker], edit: { edits }, isPreferred };
}
