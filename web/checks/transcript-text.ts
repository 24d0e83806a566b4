// A transcript in words: its entries, collapsed repeats, and a failed check as plain text to copy.
import type { ComparisonData, TestResult, TranscriptEntry } from "../../server/protocol/checks.ts";
import { printable } from "../ui/printable.ts";

const kindNames: Record<TranscriptEntry["kind"], string> = {
  connect: "connects",
  refused: "refused",
  sent: "sends",
  received: "receives",
  expected: "expects",
  clock: "clock",
  close: "closes",
  fault: "fault",
  note: "",
};

/** The text of an expectation already names its kind. */
export function kindText({ kind, what }: TranscriptEntry): string {
  return kind === "expected" || kind === what ? kindNames[kind] : `${kindNames[kind]} ${what}`.trim();
}

/** Quotes a text message, so that an empty one is visible. */
export function entryText({ kind, what, text }: TranscriptEntry): string {
  const isQuoted = what === "text" && (kind === "sent" || kind === "received");
  return isQuoted ? `"${printable(text)}"` : printable(text);
}

export function metSign({ met }: TranscriptEntry): string {
  return met === null ? "" : met ? "✓ " : "✗ ";
}

/** Longer texts are elided until they are expanded. */
export const maxChars = 80;

export function elided(text: string): string {
  return text.length > maxChars ? `${cut(text, 0, maxChars)}…` : text;
}

/** Without half of a surrogate pair at either end. */
export function cut(text: string, from: number, to: number): string {
  return text.slice(from, to).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
}

export interface Row {
  readonly entry: TranscriptEntry;
  /** How many equal entries in a row it represents. */
  readonly count: number;
}

/** Equal consecutive entries become one row with a count. */
export function collapseRepeats(entries: readonly TranscriptEntry[]): readonly Row[] {
  const rows: { entry: TranscriptEntry; count: number }[] = [];
  for (const entry of entries) {
    const last = rows.at(-1);
    if (last && isRepeat(last.entry, entry)) last.count++;
    else rows.push({ entry, count: 1 });
  }
  return rows;
}

function isRepeat(one: TranscriptEntry, other: TranscriptEntry): boolean {
  return (["client", "kind", "what", "text", "met"] as const).every((key) => one[key] === other[key]);
}

export function clientsOf(entries: readonly TranscriptEntry[]): string[] {
  const names = new Set(entries.flatMap(({ client }) => (client === null ? [] : [client])));
  return [...names].sort();
}

/** The expected and received values of the failed expectation. */
export function comparisonIn(entries: readonly TranscriptEntry[]): ComparisonData | null {
  return entries.find((entry) => entry.compared)?.compared ?? null;
}

const statusNames = { pass: "passed", fail: "failed", timeout: "timed out", skipped: "not run" } as const;

export function statusText({ status, fault }: Pick<TestResult, "status" | "fault">): string {
  if (status !== "error") return statusNames[status];
  if (fault === null) return "could not run";
  return fault.kind === "error" || fault.kind === "rejection" ? "handler crashed" : "handler stopped";
}

const maxWidth = 60;

/** Plain text with aligned columns: the time, then one column for each client. */
export function failureText(result: TestResult, heading: string): string {
  const { title, message, fault, transcript } = result;
  const clients = clientsOf(transcript);
  const rows = collapseRepeats(transcript).map(({ entry, count }) => [
    String(Math.round(entry.atMs)),
    ...columnsOf(entry, clients).map((isHere) => (isHere ? cellText(entry, count) : "")),
  ]);
  const line = fault ? `${printable(fault.message)}${fault.line === null ? "" : ` (line ${fault.line})`}` : "";
  const compared = comparisonIn(transcript);
  return [
    `${title}: ${statusText(result)}`,
    heading,
    "",
    printable(message),
    ...(line ? [line] : []),
    ...(compared ? ["", `expected  ${printable(compared.expected)}`, `received  ${printable(compared.received)}`] : []),
    "",
    ...table([["ms", ...clients], ...rows]),
  ].join("\n");
}

function cellText(entry: TranscriptEntry, count: number): string {
  const repeats = count > 1 ? ` (${count} times)` : "";
  return `${metSign(entry)}${kindText(entry)} ${elided(entryText(entry))}${repeats}`.trim();
}

/** Entries without a client are in the first column. */
function columnsOf({ client }: TranscriptEntry, clients: readonly string[]): boolean[] {
  if (clients.length === 0) return [true];
  return clients.map((name, at) => (client === null ? at === 0 : client === name));
}

function table(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.min(maxWidth, Math.max(...rows.map((row) => row[at]?.length ?? 0))),
  );
  const line = (row: readonly string[]) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ");
  return rows.map((row) => line(row).trimEnd());
}
