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
const keptListings = 500;

/** A highlighter with a memory of its own; an unknown language comes out as plain text. */
export async function createHighlight(): Promise<Highlight> {
  const shiki = await createHighlighterCore({
    themes: [light, dark],
    langs: [typescript, rust, json],
    engine: createJavaScriptRegexEngine(),
  });
  const memory = new Map<string, string>();
  return (code, language) => {
    const key = createHash("sha256").update(`${language}\0${code}`).digest("base64");
    const kept = memory.get(key);
    if (kept !== undefined) return kept;
    const html = shiki.codeToHtml(code, {
      lang: known.has(language) ? language : "text",
      themes: { light: light.name ?? "light", dark: dark.name ?? "dark" },
      defaultColor: false,
    });
    if (memory.size >= keptListings) memory.clear();
    memory.set(key, html);
    return html;
  };
}
