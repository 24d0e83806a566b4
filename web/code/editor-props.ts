// The interface of both editors, Monaco and the plain text field.
import type { Mark } from "./draft-text.ts";

export type EditorFile = "handler.ts" | "client.html";

export interface EditorProps {
  readonly file: EditorFile;
  /** The initial text, and the new text whenever `origin` changes. */
  readonly text: string;
  readonly origin: number;
  readonly marks: readonly Mark[];
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
