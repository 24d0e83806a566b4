// Monaco's diff editor as a React component.
import { useEffect, useRef } from "react";
import { useIsDark } from "../shell/use-settings.ts";
import type { EditorFile } from "./editor-props.ts";
import { editorOptions, listingLanguage, monaco, themeName, useSizeOptions } from "./monaco.ts";

export interface DiffProps {
  /** By default, the handler. */
  readonly file?: EditorFile;
  readonly before: string;
  readonly after: string;
  /** As part of a sentence: `your code`, `v6`. */
  readonly names: readonly [before: string, after: string];
  /** A line of the text before to highlight. */
  readonly line: number | null;
}

type MonacoDiffProps = DiffProps & { readonly isSplit: boolean };

export default function MonacoDiff({ file = "handler.ts", before, after, names, line, isSplit }: MonacoDiffProps) {
  const element = useRef<HTMLDivElement>(null);
  const mounted = useRef<monaco.editor.IStandaloneDiffEditor | null>(null);
  const isDark = useIsDark();
  const size = useSizeOptions();
  const [beforeName, afterName] = names;
  useEffect(() => {
    if (!element.current) return;
    // Monaco draws removed lines once, in the colours of the moment.
    monaco.editor.setTheme(themeName(isDark));
    const editor = monaco.editor.createDiffEditor(element.current, {
      ...editorOptions,
      ...diffOptions,
      hideUnchangedRegions: { enabled: line === null, contextLineCount: 3, minimumLineCount: 3 },
      // The line to show is one of the text before.
      useInlineViewWhenSpaceIsLimited: line === null,
    });
    const language = file === "handler.ts" ? listingLanguage : "html";
    const original = monaco.editor.createModel(before, language);
    const modified = monaco.editor.createModel(after, language);
    const comparison = editor.createViewModel({ original, modified });
    editor.setModel(comparison);
    const left = editor.getOriginalEditor();
    keepLabel(left, beforeName);
    keepLabel(editor.getModifiedEditor(), afterName);
    // Monaco leaves wrapping off after the unified view, which is also its view before the first layout.
    left.onDidLayoutChange(({ width }) => left.updateOptions({ wordWrapOverride2: width > 160 ? "inherit" : "off" }));
    if (line !== null) showLine(left, line);
    mounted.current = editor;
    return () => {
      mounted.current = null;
      editor.dispose();
      // Before its texts: a comparison that is still running is cancelled, and would fail without them.
      comparison.dispose();
      original.dispose();
      modified.dispose();
    };
  }, [file, before, after, beforeName, afterName, line, isDark]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: also applies to the editor of another text
  useEffect(() => {
    mounted.current?.updateOptions({ ...size, renderSideBySide: isSplit || line !== null });
  }, [size, isSplit, file, before, after, beforeName, afterName, line, isDark]);
  return <div className="monaco-diff fill" ref={element} />;
}

const diffOptions: monaco.editor.IStandaloneDiffEditorConstructionOptions = {
  readOnly: true,
  domReadOnly: true,
  diffWordWrap: "on",
  renderSideBySideInlineBreakpoint: 640,
  renderOverviewRuler: false,
  renderMarginRevertIcon: false,
  renderGutterMenu: false,
  maxComputationTime: 2_000,
  // Tab moves on: nothing can be typed here.
  tabFocusMode: true,
};

/** Monaco clears the label with each change of the diff's options. */
function keepLabel(editor: monaco.editor.ICodeEditor, ariaLabel: string): void {
  const set = () => {
    if (editor.getRawOptions().ariaLabel !== ariaLabel) editor.updateOptions({ ariaLabel });
  };
  editor.onDidChangeConfiguration(set);
  set();
}

function showLine(editor: monaco.editor.ICodeEditor, line: number): void {
  editor.createDecorationsCollection([
    { range: new monaco.Range(line, 1, line, 1), options: { isWholeLine: true, className: "focus-line-mark" } },
  ]);
  editor.revealLineInCenter(line);
}
