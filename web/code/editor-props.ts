// What either editor, Monaco or the plain field, is given and gives back.
import type { EditorPort } from "../lesson/lesson-session.ts";
import type { EditorLook } from "./editor-look.ts";
import type { Mark } from "./marks.ts";

export interface EditorProps {
  /** The text to begin with, and to take over whenever `origin` changes. */
  readonly text: string;
  readonly origin: number;
  readonly marks: readonly Mark[];
  readonly isDark: boolean;
  readonly look: EditorLook;
  readonly edited: (text: string) => void;
  readonly runChecks: () => void;
  readonly saveNow: () => void;
  /** Where the focus goes when the editor is left by key. */
  readonly leave: () => void;
  readonly attach: (port: EditorPort | null) => void;
}
