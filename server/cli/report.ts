// How a run of the checks looks in a terminal: plain text that reads well without its colours.
import { styleText } from "node:util";
import type { RunResult, TestResult, TranscriptEntry } from "../protocol/checks.ts";

type Colour = Parameters<typeof styleText>[0];
/** Colours only where a terminal shows them, and never with NO_COLOR set. */
const paint = (colour: Colour, text: string) => styleText(colour, text, { stream: process.stdout });

export function reportOf(result: RunResult, judged: string): string {
  const passed = result.tests.filter(({ status }) => status === "pass").length;
  const all = result.tests.length;
  const summary = `${passed} of ${all} passed, in ${Math.round(result.ms)} ms`;
  return [
    `${paint("bold", result.lesson)} (${result.style}): ${judged}`,
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
  const word = status === "pass" || status === "fail" ? "" : ` (${status})`;
  const head = `  ${paint(colour, mark)} ${title}${word}`;
  if (status === "pass") return [head];
  const said = message === "" ? [] : [`      ${message}`];
  const record = status === "skipped" ? [] : transcriptLines(transcript);
  const advice = hint === null ? [] : [`      ${paint("cyan", "Hint:")} ${plain(hint)}`];
  return [head, ...said, ...record, ...advice, ""];
}

const shownLines = 30;

/** A column for the time, one for the client, one for what happened. */
function transcriptLines(transcript: readonly TranscriptEntry[]): string[] {
  const shown = transcript.slice(-shownLines);
  const cut = transcript.length - shown.length;
  const lines = shown.map(
    ({ atMs, client, kind, what, text, met }) =>
      `      ${paint("gray", `${String(Math.round(atMs)).padStart(6)} ms`)}  ${client ?? " "}  ${arrow(kind, met)} ${line(what, text)}`,
  );
  return cut === 0 ? lines : [`      ${paint("gray", `… ${cut} lines before`)}`, ...lines];
}

function arrow(kind: TranscriptEntry["kind"], met: boolean | null): string {
  switch (kind) {
    case "sent":
      return "→";
    case "received":
      return "←";
    case "expected":
      return met === true ? paint("green", "✓") : paint("red", "✗");
    case "connect":
      return "○";
    case "close":
    case "refused":
      return "●";
    case "clock":
      return "◷";
    case "fault":
      return paint("red", "!");
    case "note":
      return "·";
    default:
      throw new Error(`No such kind: ${kind satisfies never}`);
  }
}

function line(what: string, text: string): string {
  const short = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  return `${what.padEnd(9)} ${short}`.trimEnd();
}

/** A hint is HTML of a lesson's author: its words. */
function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, "")
    .replace(/&(lt|gt|quot|amp|#39);/g, (_, name: string) => entities[name] ?? "")
    .replace(/\s+/g, " ")
    .trim();
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'" };
