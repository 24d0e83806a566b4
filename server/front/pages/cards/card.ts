// The content of a card: the picture that is shown where a link to a lesson is shared.
import type { Lesson, LessonSummary } from "../../../protocol/lesson.ts";
import type { TourKey } from "../../../protocol/tour.ts";

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
}

const plain = "#dbe2ea";
const mostLines = 7;

/** Shows the lines around the start of the handler in one listing. */
export function lessonCard({ number, title, summary, minutes, slug, tour }: Lesson, listing: TourKey): Card {
  const lines = tour.listings.find(({ key }) => key === listing)?.lines ?? [];
  const handler = lines.findIndex((line) => /export default|async fn/.test(line.replace(/<[^>]*>/g, "")));
  const from = Math.max(0, Math.min(handler, lines.length - mostLines));
  return {
    about: `Lesson ${number} · ${minutes} min`,
    title: drawable(title) || slug,
    summary: drawable(summary),
    lines: lines.slice(from, from + mostLines).map(runsOf),
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
    lines: names.slice(0, mostLines),
  };
}

/** A highlighted line, in the colours of the dark theme. */
function runsOf(line: string): TextRun[] {
  const parts = line.matchAll(/<span style="[^"]*--shiki-dark:(#\w{6})">([^<]*)<\/span>|([^<]+)/g);
  return [...parts].map(([, colour = plain, coloured, bare]) => ({
    text: drawable(unescapeHtml(coloured ?? bare ?? "")),
    colour,
  }));
}

const signs: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

function unescapeHtml(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (_all, hex?: string, decimal?: string, name = "") => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal === undefined ? (signs[name] ?? "") : String.fromCodePoint(Number(decimal));
  });
}

/** Everything the fonts lack. They have Latin, Greek, Cyrillic and punctuation; the rest would show as empty boxes. */
const undrawable = /[^\u0020-\u007e\u00a0-\u024f\u0370-\u0373\u0386-\u03ce\u0400-\u045f\u1e00-\u1eff‐-‧‰-›€−←-↓]/gu;

/** Removes what cannot be drawn. */
export function drawable(text: string): string {
  return text.toWellFormed().normalize("NFC").replace(undrawable, "");
}
