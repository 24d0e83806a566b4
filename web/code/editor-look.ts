// Sizes that the editor and whatever stands in its place have in common, so that nothing jumps when one replaces the other.
import { usePage } from "../shell/page-context.ts";
import { fontPx } from "../shell/settings.ts";
import { useStore } from "../ui/store.ts";

export interface EditorLook {
  readonly fontSize: number;
  readonly lineHeight: number;
  /** For screen readers. */
  readonly isReader: boolean;
}

/** The same numbers stand in editor.css. */
export function useEditorLook(): EditorLook {
  const settings = useStore(usePage().settings);
  const fontSize = fontPx(settings).code;
  return { fontSize, lineHeight: Math.round(fontSize * 1.5), isReader: settings.reader };
}
