// Highlighted code as HTML, by shiki's JavaScript engine: one colour a theme as CSS variables. Remembered by content.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { type HighlightMemory, openMemory } from "./highlight-memory.ts";

/** `<pre class="shiki …"><code><span class="line">…`; colours are `--shiki-light` and `--shiki-dark`. */
export type Highlight = (code: string, language: string) => string;

type Core = typeof import("shiki/core");
type Engine = typeof import("shiki/engine/javascript");
type Language = typeof import("shiki/langs/typescript.mjs");
type Theme = typeof import("shiki/themes/github-light-high-contrast.mjs");

const known = new Set(["ts", "typescript", "rust", "rs", "json"]);
const themes = { light: "github-light-high-contrast", dark: "github-dark-high-contrast" } as const;

export interface Highlighter extends Disposable {
  readonly highlight: Highlight;
}

/**
 * An unknown language comes out as plain text. A busy machine colours like an idle one: no time limit a line. Shiki itself is loaded only for code that nobody has highlighted before.
 */
export function createHighlighter(memory: HighlightMemory = openMemory()): Highlighter {
  let shiki: ReturnType<typeof loadShiki> | undefined;
  const highlight: Highlight = (code, language) => {
    const lang = known.has(language) ? language : "text";
    const key = createHash("sha256").update(`${lang}\0${code}`).digest("base64");
    const remembered = memory.get(key);
    if (remembered !== undefined) return remembered;
    shiki ??= loadShiki();
    const html = shiki.codeToHtml(code, { lang, themes, defaultColor: false, tokenizeTimeLimit: 0 });
    memory.set(key, html);
    return html;
  };
  return {
    highlight,
    [Symbol.dispose]: () => {
      shiki?.dispose();
      memory.keep();
    },
  };
}

/** In one go, since code is highlighted in the middle of rendering; it takes a tenth of a second. */
function loadShiki() {
  const load = createRequire(import.meta.url);
  const core: Core = load("shiki/core");
  const engine: Engine = load("shiki/engine/javascript");
  const language = (name: string) => (load(`shiki/langs/${name}.mjs`) as Language).default;
  const theme = (name: string) => (load(`shiki/themes/${name}.mjs`) as Theme).default;
  return core.createHighlighterCoreSync({
    themes: [theme(themes.light), theme(themes.dark)],
    langs: [language("typescript"), language("rust"), language("json")],
    engine: engine.createJavaScriptRegexEngine(),
  });
}
