// Whether a key goes into a text: single keys must leave it alone then.
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const kinds =
    "input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable], .monaco-editor, .xterm";
  return target.closest(kinds) !== null;
}
