// A client page (`client.html`) as text: adds a script to it without moving its lines.

/** Comments cannot contain `-->`, so that the expression takes linear time. */
const beforeContent = /^\s*(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<!doctype[^>]*>/i;

/**
 * Puts a script before everything else of the page, on the line of its doctype or on its first line. `script` has no line
 * break and no `</script`.
 */
export function withScript(page: string, script: string): string {
  const doctype = beforeContent.exec(page)?.[0] ?? "";
  return `${doctype}<script>${script}</script>${page.slice(doctype.length)}`;
}

/** A value as an expression for a script in a page. */
export function scriptJson(value: unknown): string {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escaped);
}
