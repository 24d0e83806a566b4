// The interface of both editors, Monaco and the plain text field.
import { usePage } from "../shell/page-context.ts";
import { fontPx } from "../shell/settings.ts";
import { useStore } from "../ui/store.ts";
import type { Mark } from "./draft-text.ts";

export type EditorFile = "handler.ts" | "client.html";

export interface EditorProps {
  readonly file: EditorFile;
  /** The initial text, and the new text whenever `origin` changes. */
  readonly text: string;
  readonly origin: number;
  readonly marks: readonly Mark[];
  readonly isDark: boolean;
  readonly look: EditorLook;
  /** What a screen reader calls the editor. */
  readonly label: string;
  /** Why the text cannot be changed now; null when it can. */
  readonly readOnlyReason: string | null;
  readonly onEdit: (text: string) => void;
  /** Null where there are no checks. */
  readonly runChecks: (() => void) | null;
  readonly saveNow: () => void;
  /** Moves the focus out of the editor. */
  readonly leave: () => void;
  readonly attach: (editor: EditorHandle | null) => void;
}

export interface EditorHandle {
  reveal(line: number, column: number): void;
}

/** Shared by the editor and the listing in its place, so that nothing moves when one replaces the other. */
export interface EditorLook {
  readonly fontSize: number;
  readonly lineHeight: number;
  readonly isScreenReader: boolean;
}

/** The same numbers as in code.css. */
export function useEditorLook(): EditorLook {
  const settings = useStore(usePage().settings);
  const fontSize = fontPx(settings).code;
  return { fontSize, lineHeight: Math.round(fontSize * 1.5), isScreenReader: settings.reader };
}
