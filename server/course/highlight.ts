// Highlighted code as HTML, by shiki's JavaScript engine, remembered by content: one colour a theme as CSS variables.
import { createHash } from "node:crypto";
import { createHighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import json from "shiki/langs/json.mjs";
import rust from "shiki/langs/rust.mjs";
import typescript from "shiki/langs/typescript.mjs";
import dark from "shiki/themes/github-dark-high-contrast.mjs";
import light from "shiki/themes/github-light-high-contrast.mjs";

/** `<pre class="shiki …"><code><span class="line">…`; colours are `--shiki-light` and `--shiki-dark`. */
export type Highlight = (code: string, language: string) => string;

const known = new Set(["ts", "typescript", "rust", "rs", "json"]);

export interface Highlighter extends Disposable {
  readonly highlight: Highlight;
}

/** A highlighter with a memory of its own; an unknown language comes out as plain text. */
export async function createHighlighter(): Promise<Highlighter> {
  const shiki = await createHighlighterCore({
    themes: [light, dark],
    langs: [typescript, rust, json],
    engine: createJavaScriptRegexEngine(),
  });
  const memory = new Map<string, string>();
  const highlight: Highlight = (code, language) => {
    const key = createHash("sha256").update(`${language}\0${code}`).digest("base64");
    const html = memory.get(key) ?? shiki.codeToHtml(code, optionsFor(language));
    memory.set(key, html);
    return html;
  };
  return { highlight, [Symbol.dispose]: () => shiki.dispose() };
}

function optionsFor(language: string) {
  const themes = { light: light.name ?? "light", dark: dark.name ?? "dark" };
  return { lang: known.has(language) ? language : "text", themes, defaultColor: false } as const;
}
