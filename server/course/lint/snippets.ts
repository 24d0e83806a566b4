// The code fences of a lesson's text as programs that can be type-checked: each in a function with the lesson's usual
// names in scope, since a text shows fragments.
import { readFileSync } from "node:fs";
import type { Style } from "../../protocol/lesson.ts";
import { declaredNames, nameOf, nodesIn, parseSyntax, type SyntaxNode, walk } from "./syntax.ts";

export interface Snippet {
  /** The line of the file on which the code begins, 1-based. */
  readonly line: number;
  readonly code: string;
  /** Null if the text is for both styles. */
  readonly style: Style | null;
  /** Marked `ts fragment`: only its syntax is checked. */
  readonly isFragment: boolean;
}

/** The `ts` fences of a Markdown file that have code of their own. */
export function snippetsIn(text: string): Snippet[] {
  const snippets: Snippet[] = [];
  const styles: (Style | null)[] = [];
  let open: { readonly info: string; readonly line: number; readonly rows: string[] } | null = null;
  for (const [index, row] of text.split("\n").entries()) {
    const mark = /^\s{0,3}```(.*)$/.exec(row);
    if (mark !== null && open === null) open = { info: mark[1] ?? "", line: index + 2, rows: [] };
    else if (mark !== null && open !== null) {
      const { info, line, rows } = open;
      const style = styles.findLast((one) => one !== null) ?? null;
      if (/^\s*(ts|typescript)\b(?!.*\bfile=)/.test(info))
        snippets.push({ line, code: rows.join("\n"), style, isFragment: /\bfragment\b/.test(info) });
      open = null;
    } else if (open !== null) open.rows.push(row);
    else if (/^:::\s*$/.test(row)) styles.pop();
    else if (/^:::\s*\w/.test(row))
      styles.push(/\bstyle="?loop\b/.test(row) ? "loop" : /\bstyle="?events\b/.test(row) ? "events" : null);
  }
  return snippets;
}

/** What "ws101" exports. */
const exported = exportsOfLibrary();
const preludes: Readonly<Record<Style, Readonly<Record<string, string>>>> = {
  loop: {
    socket: 'import("ws101").Socket',
    sender: 'import("ws101").Sender',
    receiver: 'import("ws101").Receiver',
    message: 'import("ws101").Message',
    request: 'import("ws101").UpgradeRequest',
  },
  events: {
    socket: 'import("ws").WebSocket',
    client: 'import("ws").WebSocket',
    wss: 'import("ws").WebSocketServer',
    WebSocket: 'typeof import("ws").WebSocket',
    WebSocketServer: 'typeof import("ws").WebSocketServer',
    data: 'import("buffer").Buffer',
    isBinary: "boolean",
  },
};

/**
 * `known`: names that the lesson's programs and earlier snippets declare; they may have any type. Returns the program's source
 * and the number of lines before the snippet's first one.
 */
export function programOf({ code }: Snippet, style: Style, known: ReadonlySet<string>) {
  const { root } = parseSyntax(code);
  const own = declaredNames(root);
  const typed = preludes[style];
  const free = [...namesUsedIn(root)].filter((name) => !own.has(name));
  const declared = free.flatMap((name) => {
    const type = typed[name] ?? (exported.values.has(name) ? `typeof import("ws101").${name}` : null);
    if (type !== null) return [`declare const ${name}: ${type};`];
    return known.has(name) ? [`declare const ${name}: any;`] : [];
  });
  const prelude = [importedTypes(code, own), ...declared].filter((line) => line !== "").join(" ");
  if (nodesIn(root.body).some(({ type }) => /^(Import|Export)/.test(type)))
    return { source: `${prelude}\n${code}\n`, offset: 1 };
  return { source: `${prelude}\nexport async function snippet() {\n${code}\n}\n`, offset: 2 };
}

/** Types that the snippet names without importing them. */
function importedTypes(code: string, own: ReadonlySet<string>): string {
  const used = [...exported.types].filter((name) => new RegExp(`\\b${name}\\b`).test(code) && !own.has(name));
  return used.length === 0 ? "" : `import type { ${used.join(", ")} } from "ws101";`;
}

function exportsOfLibrary() {
  const text = readFileSync(new URL("../../guest/types/ws101.d.ts", import.meta.url), "utf8");
  const found = [...text.matchAll(/^ {2}export (class|function|const|interface|type) (\w+)/gm)];
  const names = (kinds: readonly string[]) =>
    new Set(found.flatMap(([, kind = "", name = ""]) => (kinds.includes(kind) ? [name] : [])));
  return { types: names(["interface", "type"]), values: names(["class", "function", "const"]) };
}

function namesUsedIn(root: SyntaxNode): Set<string> {
  const names = new Set<string>();
  walk(root, (node, around) => {
    const parent = around.at(-1);
    const isProperty =
      (parent?.property === node && parent.computed !== true) || (parent?.key === node && parent.value !== node);
    const name = nameOf(node);
    if (name !== "" && (!isProperty || parent?.shorthand === true)) names.add(name);
  });
  return names;
}
