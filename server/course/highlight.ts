// Highlights code as HTML with Shiki's JavaScript engine, with one CSS variable per theme. Results are cached by content
// in a file under build/, which saves most of a server's start-up time.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** `<pre class="shiki …"><code><span class="line">…`; colours are `--shiki-light` and `--shiki-dark`. */
export type Highlight = (code: string, language: string) => string;

export type HighlightCache = ReturnType<typeof openHighlightCache>;

type Core = typeof import("shiki/core");
type Engine = typeof import("shiki/engine/javascript");
type Language = typeof import("shiki/langs/typescript.mjs");
type Theme = typeof import("shiki/themes/github-light-high-contrast.mjs");

const languages = new Set(["ts", "typescript", "rust", "rs", "json", "html"]);
const themes = { light: "github-light-high-contrast", dark: "github-dark-high-contrast" } as const;
/**
 * Longer lines stay plain: the time for a line grows with the square of its length, and one of 5,000 characters would block
 * the server for seconds.
 */
const maxLineChars = 500;

/** Unknown languages are rendered as plain text. Shiki is loaded only for code that is not in the cache. */
export function createHighlighter(cache: HighlightCache = openHighlightCache()) {
  let shiki: ReturnType<typeof loadShiki> | undefined;
  const highlight: Highlight = (code, language) => {
    const lang = languages.has(language) ? language : "text";
    const key = createHash("sha256").update(`${lang}\0${code}`).digest("base64");
    const cached = cache.get(key);
    if (cached !== undefined) return cached;
    shiki ??= loadShiki();
    if (lang === "html") shiki.loadHtml();
    // No time limit per line: a busy machine must produce the same colours as an idle one.
    const limits = { tokenizeTimeLimit: 0, tokenizeMaxLineLength: maxLineChars + 1 };
    const html = shiki.core.codeToHtml(code, { lang, themes, defaultColor: false, ...limits });
    cache.set(key, html);
    return html;
  };
  return {
    highlight,
    [Symbol.dispose]: () => {
      shiki?.core.dispose();
      cache.flush();
    },
  };
}

/** Synchronous, since code is highlighted while Markdown is rendered; takes about 100 ms. */
function loadShiki() {
  const load = createRequire(import.meta.url);
  const core: Core = load("shiki/core");
  const engine: Engine = load("shiki/engine/javascript");
  const language = (name: string) => (load(`shiki/langs/${name}.mjs`) as Language).default;
  const theme = (name: string) => (load(`shiki/themes/${name}.mjs`) as Theme).default;
  const shiki = core.createHighlighterCoreSync({
    themes: [theme(themes.light), theme(themes.dark)],
    langs: [language("typescript"), language("rust"), language("json")],
    engine: engine.createJavaScriptRegexEngine(),
  });
  return {
    core: shiki,
    /** Also loads the languages that HTML contains. On demand, because no lesson has HTML. */
    loadHtml: () => {
      if (!shiki.getLoadedLanguages().includes("html")) shiki.loadLanguageSync(language("html"));
    },
  };
}

const entriesSchema = z.record(z.string(), z.string());

export function openHighlightCache(file = defaultCacheFile()) {
  const entries = new Map(Object.entries(readEntries(file)));
  let isChanged = false;
  return {
    get: (key: string) => entries.get(key),
    set: (key: string, html: string) => {
      entries.set(key, html);
      isChanged = true;
    },
    /** Writes new entries to disk. Failures are ignored: the next start just takes longer. */
    flush: () => {
      if (isChanged) writeEntries(file, Object.fromEntries(entries));
      isChanged = false;
    },
  };
}

/** One file per version of Shiki, so that an upgrade starts with an empty cache. */
function defaultCacheFile(): string {
  const shikiPackage = new URL("../../node_modules/shiki/package.json", import.meta.url);
  const { version } = z.looseObject({ version: z.string() }).parse(JSON.parse(readFileSync(shikiPackage, "utf8")));
  return fileURLToPath(new URL(`../../build/highlighted-${version}.json`, import.meta.url));
}

/** A missing or damaged file is an empty cache. */
function readEntries(file: string): Record<string, string> {
  try {
    return entriesSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}

function writeEntries(file: string, entries: Record<string, string>): void {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, JSON.stringify(entries));
    renameSync(temporary, file);
  } catch {
    return;
  }
}
