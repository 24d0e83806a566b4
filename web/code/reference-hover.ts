// Adds a link to the reference to the editor's hover, for what the handler imports and for members of the libraries' types.
import type * as Monaco from "monaco-editor/editor";
import { getTypeScriptWorker } from "monaco-editor/languages/features/typescript/register";
import { memberEntry, type ReferenceLink, referenceEntry } from "./reference-entry.ts";

export function registerReferenceHover({ languages, Range }: typeof Monaco, handlerUri: Monaco.Uri): void {
  languages.registerHoverProvider("typescript", {
    async provideHover(model, position) {
      if (model.uri.toString() !== handlerUri.toString()) return null;
      const word = model.getWordAtPosition(position);
      const link = word && (await linkFor(model, position, word.word));
      if (!link) return null;
      const { lineNumber } = position;
      const range = new Range(lineNumber, word.startColumn, lineNumber, word.endColumn);
      const url = new URL(`/reference#${link.entry}`, window.location.href).href;
      return { range, contents: [{ value: `[${link.name} in the reference](${url})` }] };
    },
  });
}

async function linkFor(
  model: Monaco.editor.ITextModel,
  position: Monaco.Position,
  word: string,
): Promise<ReferenceLink | null> {
  const entry = referenceEntry(model.getValue(), word);
  if (entry !== null) return { entry, name: word };
  const worker = await (await getTypeScriptWorker())(model.uri);
  const definitions = await worker.getDefinitionAtPosition(model.uri.toString(), model.getOffsetAt(position));
  return memberEntry(definitions);
}
