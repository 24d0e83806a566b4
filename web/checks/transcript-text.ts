// A transcript's entries in words, and a failed check as plain text to be pasted anywhere.
import type { ComparisonData, TestResult, TranscriptEntry } from "../../server/protocol/checks.ts";
import { printable } from "../ui/printable.ts";

const signs: Record<TranscriptEntry["kind"], string> = {
  connect: "connects",
  refused: "refused",
  sent: "sends",
  received: "gets",
  expected: "expects",
  clock: "clock",
  close: "closes",
  fault: "fault",
  note: "",
};

/** An expectation's text names its kind itself. */
export function kindText({ kind, what }: TranscriptEntry): string {
  return kind === "expected" || kind === what ? signs[kind] : `${signs[kind]} ${what}`.trim();
}

/** A text is quoted, so that an empty one is seen too. */
export function shownText({ kind, what, text }: TranscriptEntry): string {
  const isQuoted = what === "text" && (kind === "sent" || kind === "received");
  return isQuoted ? `"${printable(text)}"` : printable(text);
}

export function metSign({ met }: TranscriptEntry): string {
  return met === null ? "" : met ? "✓ " : "✗ ";
}

export function clientsOf(entries: readonly TranscriptEntry[]): string[] {
  const names = new Set(entries.flatMap(({ client }) => (client === null ? [] : [client])));
  return [...names].sort();
}

/** What was expected beside what came, where the check failed. */
export function comparedIn(entries: readonly TranscriptEntry[]): ComparisonData | null {
  return entries.find((entry) => entry.compared)?.compared ?? null;
}

export const statusWords: Record<TestResult["status"], string> = {
  pass: "passed",
  fail: "failed",
  error: "the handler broke",
  timeout: "took too long",
  skipped: "not run",
};

const mostWidth = 60;

/** Aligned as on the page: a column for the time and one for each client. */
export function failureText(result: TestResult, heading: string): string {
  const { title, status, message, fault, transcript } = result;
  const clients = clientsOf(transcript);
  const cell = (entry: TranscriptEntry) => `${metSign(entry)}${kindText(entry)} ${shownText(entry)}`.trim();
  const rows = transcript.map((entry) => [
    String(Math.round(entry.atMs)),
    ...(clients.length === 0
      ? [cell(entry)]
      : clients.map((client, at) => (cellIsAt(entry, client, at) ? cell(entry) : ""))),
  ]);
  const place = fault ? `${printable(fault.message)}${fault.line === null ? "" : ` (line ${fault.line})`}` : "";
  const compared = comparedIn(transcript);
  return [
    `${title}: ${statusWords[status]}`,
    heading,
    "",
    printable(message),
    ...(place ? [place] : []),
    ...(compared ? ["", `expected  ${printable(compared.expected)}`, `received  ${printable(compared.received)}`] : []),
    "",
    ...table([["ms", ...clients], ...rows]),
  ].join("\n");
}

/** What belongs to no client stands in the first column. */
const cellIsAt = ({ client }: TranscriptEntry, name: string, at: number): boolean =>
  client === null ? at === 0 : client === name;

function table(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.min(mostWidth, Math.max(...rows.map((row) => row[at]?.length ?? 0))),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
