// Adds a link to the reference to the editor's hover, for what the handler imports.
import type * as Monaco from "monaco-editor/editor";
import { referenceEntry } from "./reference-entry.ts";

export function registerReferenceHover({ languages, Range }: typeof Monaco, handlerUri: Monaco.Uri): void {
  languages.registerHoverProvider("typescript", {
    provideHover(model, position) {
      if (model.uri.toString() !== handlerUri.toString()) return null;
      const word = model.getWordAtPosition(position);
      const entry = word && referenceEntry(model.getValue(), word.word);
      if (!entry) return null;
      const { lineNumber } = position;
      const range = new Range(lineNumber, word.startColumn, lineNumber, word.endColumn);
      const url = new URL(`/reference#${entry}`, window.location.href).href;
      return { range, contents: [{ value: `[${word.word} in the reference](${url})` }] };
    },
  });
}
