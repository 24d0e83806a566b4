// A card: the picture that is shown where a link to a lesson is shared, its content and its layout for satori (flex boxes and
// a few styles).
import { unescapeHtml } from "../../protocol/html.ts";
import type { Lesson, LessonSummary } from "../../protocol/lesson.ts";
import type { TourKey } from "../../protocol/tour.ts";
import type { SnippetProgram } from "./snippet-documents.ts";

/** Text of one colour, `#rrggbb`. */
export interface TextRun {
  readonly text: string;
  readonly colour: string;
}

export interface Card {
  /** Above the title, small. */
  readonly about: string;
  readonly title: string;
  readonly summary: string;
  /** Lines of code, or of lesson titles. */
  readonly lines: readonly (readonly TextRun[])[];
  readonly isCode: boolean;
}

const plain = "#dbe2ea";
const maxLines = 7;

/** Shows the lines around the start of the handler in one listing. */
export function lessonCard({ number, title, summary, minutes, slug, tour }: Lesson, listing: TourKey): Card {
  const lines = tour.listings.find(({ key }) => key === listing)?.lines ?? [];
  const handler = lines.findIndex((line) => /export default|async fn/.test(line.replace(/<[^>]*>/g, "")));
  const from = Math.max(0, Math.min(handler, lines.length - maxLines));
  return {
    about: `Lesson ${number} · ${minutes} min`,
    title: drawable(title) || slug,
    summary: drawable(summary),
    isCode: true,
    lines: lines.slice(from, from + maxLines).map(runsOf),
  };
}

/** `highlighted`: its handler; null shows the code in one colour. */
export function snippetCard({ id, title, handler, page, style }: SnippetProgram, highlighted: string | null): Card {
  const coloured = highlighted?.match(/(?<=<span class="line">).*?(?=<\/span>(?:\n|<\/code>))/g);
  const lines = coloured?.map(runsOf) ?? handler.split("\n").map((line) => [{ text: drawable(line), colour: plain }]);
  const start = handler.split("\n").findIndex((line) => /export default|\.on\(/.test(line));
  const from = Math.max(0, Math.min(start, lines.length - maxLines));
  return {
    about: "Playground",
    title: drawable(title).trim() || id,
    summary: `A WebSocket server${page === null ? "" : " with its client page"}, ${style === "loop" ? "as an async loop" : "with events"}. Open it to see it run.`,
    isCode: true,
    lines: lines.slice(from, from + maxLines),
  };
}

export function courseCard(lessons: readonly LessonSummary[]): Card {
  const names = lessons.map(({ number, title, concepts }) => [
    { text: `${number}   `, colour: "#5fd9cb" },
    { text: `${drawable(title)}   `, colour: plain },
    { text: drawable(concepts.slice(0, 2).join(", ")), colour: "#8f9ba8" },
  ]);
  return {
    about: `${lessons.length} lessons`,
    title: "Learn WebSockets by writing the server",
    summary: "Every edit is loaded into your own endpoint. Connect, watch the wire, run the checks.",
    isCode: false,
    lines: names.slice(0, maxLines),
  };
}

/** Shows the end of the handler that the landing page runs. */
export function landingCard(title: string, lessons: readonly LessonSummary[], lines: readonly string[]): Card {
  return {
    about: `${lessons.length} lessons`,
    title: drawable(title),
    summary: "Change one line, and see what every client receives.",
    isCode: true,
    lines: withoutLeadingBlank(lines.slice(-maxLines)).map(runsOf),
  };
}

function withoutLeadingBlank(lines: readonly string[]): readonly string[] {
  return lines[0] === "" ? withoutLeadingBlank(lines.slice(1)) : lines;
}

/** A highlighted line, in the colours of the dark theme. */
function runsOf(line: string): TextRun[] {
  const parts = line.matchAll(/<span style="[^"]*--shiki-dark:(#\w{6})">([^<]*)<\/span>|([^<]+)/g);
  return [...parts].map(([, colour = plain, coloured, bare]) => ({
    text: drawable(unescapeHtml(coloured ?? bare ?? "")),
    colour,
  }));
}

/** Everything the fonts lack. They have Latin, Greek, Cyrillic and punctuation; the rest would show as empty boxes. */
const undrawable = /[^\u0020-\u007e\u00a0-\u024f\u0370-\u0373\u0386-\u03ce\u0400-\u045f\u1e00-\u1eff‐-‧‰-›€−←-↓]/gu;

export function drawable(text: string): string {
  return text.toWellFormed().normalize("NFC").replace(undrawable, "");
}

export const width = 1200;
export const height = 630;

type Child = Box | string;
/** An element in satori's format. */
export interface Box {
  readonly type: string;
  readonly key: null;
  readonly props: Readonly<Record<string, unknown>>;
}

const colours = {
  ground: "#0d1117",
  panel: "#161b22",
  line: "#2b3440",
  text: "#f0f3f6",
  muted: "#9fabb8",
  accent: "#5fd9cb",
};

const mark =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0f766e"/><path d="M6 12h17m0 0-5-5m5 5-5 5M26 21H9m0 0 5-5m-5 5 5 5" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>';

export function layout(card: Card, fonts: Record<"text" | "code", string>): Box {
  const page = {
    width,
    height,
    boxSizing: "border-box",
    flexDirection: "column",
    padding: "48px 64px 0",
    background: colours.ground,
  };
  return box({ ...page, fontFamily: fonts.text, color: colours.text }, [
    head(card.about),
    box(
      { marginTop: 30, fontSize: titleSize(card.title), fontWeight: 600, lineHeight: 1.1, letterSpacing: "-0.02em" },
      [card.title],
    ),
    box({ ...twoLines, marginTop: 14, fontSize: 29, lineHeight: 1.35, color: colours.muted }, [card.summary]),
    card.isCode ? listing(card.lines, { fontFamily: fonts.code, fontSize: 24 }) : listing(card.lines, { fontSize: 26 }),
  ]);
}

const twoLines = { display: "block", lineClamp: 2, flexShrink: 0 };

function head(about: string): Box {
  const logo = element("img", { src: `data:image/svg+xml;base64,${btoa(mark)}`, width: 52, height: 52 });
  return box({ alignItems: "center", fontSize: 30 }, [
    logo,
    box({ marginLeft: 18, fontWeight: 600, color: colours.accent }, ["ws101"]),
    box({ marginLeft: "auto", color: colours.muted }, [about]),
  ]);
}

/** A long title takes two lines at most. */
function titleSize(title: string): number {
  return title.length <= 26 ? 76 : title.length <= 52 ? 56 : 44;
}

/** Extends beyond the bottom of the picture, because the code continues. */
function listing(lines: Card["lines"], font: Readonly<Record<string, unknown>>): Box {
  const panel = { flexDirection: "column", flexGrow: 1, marginTop: 28, padding: "22px 32px", overflow: "hidden" };
  const look = {
    background: colours.panel,
    border: `2px solid ${colours.line}`,
    borderBottom: 0,
    borderRadius: "18px 18px 0 0",
  };
  return box({ ...panel, ...look, ...font }, lines.map(codeLine));
}

function codeLine(runs: readonly TextRun[]): Box {
  const text = runs.map(({ text: part }) => part).join("");
  const indent = text.length - text.trimStart().length;
  const line = { height: 39, flexShrink: 0, paddingLeft: `${indent * 0.6}em`, whiteSpace: "pre" };
  return box(
    line,
    trimmed(runs).map(({ text: part, colour }) => box({ color: colour, whiteSpace: "pre", flexShrink: 0 }, [part])),
  );
}

/** Removes the indentation, which is drawn as padding. */
function trimmed(runs: readonly TextRun[]): readonly TextRun[] {
  const [first, ...rest] = runs;
  if (!first) return [];
  const text = first.text.trimStart();
  return text === "" ? trimmed(rest) : [{ ...first, text }, ...rest];
}

function box(style: Readonly<Record<string, unknown>>, children: readonly Child[]): Box {
  return element("div", { style: { display: "flex", ...style }, children });
}

function element(type: string, props: Readonly<Record<string, unknown>>): Box {
  return { type, key: null, props };
}
