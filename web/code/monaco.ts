// Monaco's set-up: the features in use, TypeScript with a handler's globals and modules, and two themes.
import * as monaco from "monaco-editor/editor";
// Importing every feature instead would add half as much JavaScript again.
import "monaco-editor/features/anchorSelect/register";
import "monaco-editor/features/bracketMatching/register";
import "monaco-editor/features/caretOperations/register";
import "monaco-editor/features/clipboard/register";
import "monaco-editor/features/codeAction/register";
import "monaco-editor/features/codeEditor/register";
import "monaco-editor/features/codicon/register";
import "monaco-editor/features/comment/register";
import "monaco-editor/features/contextmenu/register";
import "monaco-editor/features/cursorUndo/register";
import "monaco-editor/features/diffEditor/register";
import "monaco-editor/features/documentSymbols/register";
import "monaco-editor/features/find/register";
import "monaco-editor/features/folding/register";
import "monaco-editor/features/format/register";
import "monaco-editor/features/gotoError/register";
import "monaco-editor/features/gotoLine/register";
import "monaco-editor/features/gotoSymbol/register";
import "monaco-editor/features/hover/register";
import "monaco-editor/features/indentation/register";
import "monaco-editor/features/insertFinalNewLine/register";
import "monaco-editor/features/lineSelection/register";
import "monaco-editor/features/linesOperations/register";
import "monaco-editor/features/links/register";
import "monaco-editor/features/multicursor/register";
import "monaco-editor/features/parameterHints/register";
import "monaco-editor/features/quickCommand/register";
import "monaco-editor/features/quickOutline/register";
import "monaco-editor/features/readOnlyMessage/register";
import "monaco-editor/features/referenceSearch/register";
import "monaco-editor/features/rename/register";
import "monaco-editor/features/smartSelect/register";
import "monaco-editor/features/snippet/register";
// `features/suggest/register` registers inline completions only.
import "monaco-editor/editor/contrib/suggest/browser/suggestController";
import "monaco-editor/features/toggleTabFocusMode/register";
import "monaco-editor/features/unicodeHighlighter/register";
import "monaco-editor/features/unusualLineTerminators/register";
import "monaco-editor/features/wordHighlighter/register";
import "monaco-editor/features/wordOperations/register";
import "monaco-editor/features/wordPartOperations/register";
// A client page's languages, for colours only; the browser loads them with the first such page.
import "monaco-editor/languages/definitions/css/register";
import "monaco-editor/languages/definitions/html/register";
import "monaco-editor/languages/definitions/javascript/register";
import "monaco-editor/languages/definitions/typescript/register";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import { StandaloneServices } from "monaco-editor/editor/standalone/browser/standaloneServices";
import { language } from "monaco-editor/languages/definitions/typescript/typescript";
import {
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from "monaco-editor/languages/features/typescript/register";
import TypeScriptWorker from "monaco-editor/languages/features/typescript/ts.worker?worker";
import { IStorageService } from "monaco-editor/platform/storage/common/storage";
import { useMemo } from "react";
import { usePage } from "../shell/page-context.ts";
import { fontPx } from "../shell/settings.ts";
import { useStore } from "../ui/store.ts";
import type { EditorFile } from "./editor-props.ts";
import { registerQuickFixes } from "./quick-fixes.ts";
import { registerReferenceHover } from "./reference-hover.ts";

export { monaco };

const handlerUri = monaco.Uri.parse("file:///handler.ts");

interface File {
  readonly language: string;
  readonly uri: monaco.Uri;
}

export const files: Readonly<Record<EditorFile, File>> = {
  "handler.ts": { language: "typescript", uri: handlerUri },
  "client.html": { language: "html", uri: monaco.Uri.parse("file:///client.html") },
};

const isOwn = (uri: monaco.Uri): boolean => Object.values(files).some((file) => file.uri.toString() === uri.toString());

self.MonacoEnvironment = {
  getWorker: (_module, label) => (label === "typescript" ? new TypeScriptWorker() : new EditorWorker()),
};

/** The declarations of `ws101`, `ws` and Node's globals, the same files that `tsc` reads. */
const typeFiles: Record<string, string> = import.meta.glob("../../server/guest/types/*.d.ts", {
  query: "?raw",
  import: "default",
  eager: true,
});

typescriptDefaults.setCompilerOptions({
  target: ScriptTarget.ESNext,
  module: ModuleKind.ESNext,
  moduleResolution: ModuleResolutionKind.NodeJs,
  lib: ["esnext"],
  types: [],
  strict: true,
  noEmit: true,
  isolatedModules: true,
  allowNonTsExtensions: true,
});
typescriptDefaults.setExtraLibs(
  Object.entries(typeFiles).map(([path, content]) => ({
    content,
    filePath: `file:///types/${path.replace(/^.*\//, "")}`,
  })),
);
typescriptDefaults.setEagerModelSync(true);
registerQuickFixes();
registerReferenceHover(monaco, handlerUri);

// Completions show the documentation of the selected entry beside the list.
StandaloneServices.get(IStorageService).store("expandSuggestionDocs", true, 0, 0);

/** Only files of the learner's have editors: a definition in a type file opens as a read-only peek below the line. */
monaco.editor.registerEditorOpener({
  openCodeEditor(source, resource) {
    if (isOwn(resource)) return false;
    source.trigger("ws101", "editor.action.peekDefinition", {});
    return true;
  },
});
monaco.editor.onDidCreateEditor((editor) => {
  editor.onDidChangeModel(({ newModelUrl }) => {
    if (newModelUrl) editor.updateOptions({ readOnly: !isOwn(newModelUrl) });
  });
});

/** Colours of the themes that highlight the listing on the server, so that nothing changes when the editor replaces it. */
const themes = {
  "ws101-light": {
    base: "vs",
    text: "0e1116",
    keyword: "a0111f",
    string: "032563",
    number: "023b95",
    comment: "66707b",
    type: "702c00",
    background: "#ffffff",
    lineNumber: "#63707f",
    removed: { line: "#fff0ee", text: "#fff0ee" },
    inserted: { line: "#e9faf0", text: "#e9faf0" },
  },
  "ws101-dark": {
    base: "vs-dark",
    text: "f0f3f6",
    keyword: "ff9492",
    string: "addcff",
    number: "91cbff",
    comment: "bdc4cc",
    type: "ffb757",
    background: "#131920",
    lineNumber: "#8b95a3",
    removed: { line: "#361c1d", text: "#6b2a26" },
    inserted: { line: "#142b20", text: "#1d5634" },
  },
} as const;

for (const [name, { base, text, type, background, lineNumber, removed, inserted, ...tokens }] of Object.entries(
  themes,
)) {
  const rules = Object.entries({ ...tokens, "": text, identifier: text, delimiter: text, "type.identifier": type });
  monaco.editor.defineTheme(name, {
    base,
    inherit: true,
    rules: rules.map(([token, foreground]) => ({ token, foreground })),
    colors: {
      "editor.background": background,
      "editor.foreground": `#${text}`,
      "editorLineNumber.foreground": lineNumber,
      "diffEditor.removedLineBackground": removed.line,
      "diffEditor.removedTextBackground": removed.text,
      "diffEditor.insertedLineBackground": inserted.line,
      "diffEditor.insertedTextBackground": inserted.text,
      "editorUnnecessaryCode.opacity": "#000000c0",
    },
  });
}

export const themeName = (isDark: boolean): keyof typeof themes => (isDark ? "ws101-dark" : "ws101-light");

/** TypeScript's colours without its worker, for texts that are not part of the program. */
export const listingLanguage = "typescript-listing";
monaco.languages.register({ id: listingLanguage });
monaco.languages.setMonarchTokensProvider(listingLanguage, language);

/** The same numbers as in code.css, so that nothing moves when an editor replaces its listing. */
export function useSizeOptions() {
  const settings = useStore(usePage().settings);
  const fontSize = fontPx(settings).code;
  const accessibilitySupport = settings.reader ? "on" : "auto";
  return useMemo(
    () => ({ fontSize, lineHeight: Math.round(fontSize * 1.5), accessibilitySupport }) as const,
    [fontSize, accessibilitySupport],
  );
}

export const editorOptions: monaco.editor.IStandaloneEditorConstructionOptions = {
  fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
  automaticLayout: true,
  minimap: { enabled: false },
  wordWrap: "on",
  wrappingIndent: "indent",
  tabSize: 2,
  lineNumbersMinChars: 3,
  // Three digits, 10 pixels and the scroll bar, as in code.css.
  lineDecorationsWidth: 10,
  scrollbar: { verticalScrollbarSize: 10 },
  folding: false,
  glyphMargin: false,
  scrollBeyondLastLine: false,
  renderLineHighlight: "line",
  renderFinalNewline: "on",
  overviewRulerLanes: 2,
  fixedOverflowWidgets: true,
  padding: { top: 10, bottom: 10 },
  stickyScroll: { enabled: false },
};

/** An option of models, not of editors. */
export const bracketColorizationOptions = { enabled: false, independentColorPoolPerBracketType: false };
