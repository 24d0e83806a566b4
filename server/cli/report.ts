// Formats a run of the checks for a terminal. Readable without colours.
import { styleText } from "node:util";
import type { RunResult, TestResult, TranscriptEntry } from "../protocol/checks.ts";
import { unescapeHtml } from "../protocol/html.ts";

type Colour = Parameters<typeof styleText>[0];
/** Colours only on a terminal, and never with NO_COLOR set. */
const paint = (colour: Colour, text: string) => styleText(colour, text, { stream: process.stdout });

export function formatReport(result: RunResult, file: string): string {
  const passed = result.tests.filter(({ status }) => status === "pass").length;
  const all = result.tests.length;
  const summary = `${passed} of ${all} passed in ${Math.round(result.ms)} ms`;
  return [
    `${paint("bold", result.lesson)} (${result.style}): ${file}`,
    "",
    ...result.tests.flatMap(testLines),
    "",
    paint(passed === all ? "green" : "red", summary),
    "",
  ].join("\n");
}

const marks: Readonly<Record<TestResult["status"], { readonly mark: string; readonly colour: Colour }>> = {
  pass: { mark: "✓", colour: "green" },
  fail: { mark: "✗", colour: "red" },
  error: { mark: "!", colour: "red" },
  timeout: { mark: "…", colour: "yellow" },
  skipped: { mark: "-", colour: "gray" },
};

function testLines({ status, title, message, transcript, hint }: TestResult): string[] {
  const { mark, colour } = marks[status];
  const suffix = status === "pass" || status === "fail" ? "" : ` (${status})`;
  const head = `  ${paint(colour, mark)} ${title}${suffix}`;
  if (status === "pass") return [head];
  const messageLines = message === "" ? [] : [`      ${message}`];
  const evidence = status === "skipped" ? [] : transcriptLines(transcript);
  const hintLines = hint === null ? [] : [`      ${paint("cyan", "Hint:")} ${textOf(hint)}`];
  return [head, ...messageLines, ...evidence, ...hintLines, ""];
}

const maxTranscriptLines = 30;

/** Columns: time, client, what happened. */
function transcriptLines(transcript: readonly TranscriptEntry[]): string[] {
  const shown = transcript.slice(-maxTranscriptLines);
  const cut = transcript.length - shown.length;
  const lines = shown.map(
    ({ atMs, client, kind, what, text, met }) =>
      `      ${paint("gray", `${String(Math.round(atMs)).padStart(6)} ms`)}  ${client ?? " "}  ${arrow(kind, met)} ${line(what, text)}`,
  );
  return cut === 0 ? lines : [`      ${paint("gray", `… ${cut} earlier lines`)}`, ...lines];
}

const arrows: Readonly<Record<TranscriptEntry["kind"], string>> = {
  sent: "→",
  received: "←",
  expected: "✗",
  connect: "○",
  close: "●",
  refused: "●",
  clock: "◷",
  fault: "!",
  note: "·",
};

function arrow(kind: TranscriptEntry["kind"], met: boolean | null): string {
  if (met === true) return paint("green", "✓");
  return kind === "expected" || kind === "fault" ? paint("red", arrows[kind]) : arrows[kind];
}

function line(what: string, text: string): string {
  const short = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  return `${what.padEnd(9)} ${short}`.trimEnd();
}

/** The text of a hint, which is HTML from a lesson. */
function textOf(html: string): string {
  return unescapeHtml(html.replace(/<[^>]*>/g, ""))
    .replace(/\s+/g, " ")
    .trim();
}
