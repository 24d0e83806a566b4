// Monaco set up once: TypeScript as a handler sees it (no browser, the modules `ws101` and `ws`) and our two themes.
import * as monaco from "monaco-editor/editor";
import "./monaco-features.ts";
import "monaco-editor/languages/definitions/typescript/register";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import { StandaloneServices } from "monaco-editor/editor/standalone/browser/standaloneServices";
import {
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from "monaco-editor/languages/features/typescript/register";
import TypeScriptWorker from "monaco-editor/languages/features/typescript/ts.worker?worker";
import { IStorageService } from "monaco-editor/platform/storage/common/storage";
import { guestTypes } from "./guest-types.ts";

export { monaco };

export const handlerUri = monaco.Uri.parse("file:///handler.ts");

self.MonacoEnvironment = {
  getWorker: (_module, label) => (label === "typescript" ? new TypeScriptWorker() : new EditorWorker()),
};

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
typescriptDefaults.setExtraLibs(guestTypes());
typescriptDefaults.setEagerModelSync(true);

// Completions show the documentation of the selected entry beside the list.
StandaloneServices.get(IStorageService).store("expandSuggestionDocs", true, 0, 0);

/** The page has one editor: a definition in a type file opens as a read-only peek below the line. */
monaco.editor.registerEditorOpener({
  openCodeEditor(source, resource) {
    if (resource.toString() === handlerUri.toString()) return false;
    source.trigger("ws101", "editor.action.peekDefinition", {});
    return true;
  },
});
monaco.editor.onDidCreateEditor((editor) => {
  editor.onDidChangeModel(({ newModelUrl }) => {
    if (newModelUrl) editor.updateOptions({ readOnly: newModelUrl.toString() !== handlerUri.toString() });
  });
});

monaco.editor.defineTheme("ws101-light", {
  base: "vs",
  inherit: true,
  rules: [{ token: "comment", foreground: "4b6a4b" }],
  colors: {
    "editor.background": "#ffffff",
    "editorLineNumber.foreground": "#63707f",
    "editorUnnecessaryCode.opacity": "#000000c0",
  },
});
monaco.editor.defineTheme("ws101-dark", {
  base: "vs-dark",
  inherit: true,
  rules: [{ token: "comment", foreground: "8fb08f" }],
  colors: {
    "editor.background": "#131920",
    "editorLineNumber.foreground": "#8b95a3",
    "editorUnnecessaryCode.opacity": "#000000c0",
  },
});

export const editorOptions: monaco.editor.IStandaloneEditorConstructionOptions = {
  language: "typescript",
  automaticLayout: true,
  minimap: { enabled: false },
  wordWrap: "on",
  wrappingIndent: "indent",
  tabSize: 2,
  lineNumbersMinChars: 3,
  // Three digits and 14 pixels, as in editor.css.
  lineDecorationsWidth: 14,
  folding: false,
  glyphMargin: false,
  scrollBeyondLastLine: false,
  renderLineHighlight: "line",
  renderFinalNewline: "on",
  overviewRulerLanes: 2,
  fixedOverflowWidgets: true,
  padding: { top: 10, bottom: 10 },
  stickyScroll: { enabled: false },
  ariaLabel: "Your handler. Control M leaves the editor.",
};
