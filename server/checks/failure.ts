// Failed checks: the error, the sentence a learner reads, the comparison the page shows, and how both print wire data.
import type { ComparisonData } from "../protocol/checks.ts";
import type { Happened } from "../protocol/lesson.ts";
import { reportedCodes } from "../protocol/rfc6455.ts";
import type { Action, Closed, Received, Refused } from "./connection.ts";

/** The handler is wrong. Any other error means that the check itself is. */
export class CheckFailure extends Error {
  override readonly name = "CheckFailure";
  /** What happened, without what was expected: hints are matched against this. */
  readonly happened: Happened;
  /** Of the expectation that failed. */
  readonly because: string | undefined;

  constructor(message: string, happened: Happened = { kind: "said", text: message }, because?: string) {
    super(message);
    this.happened = happened;
    this.because = because;
  }
}

/** Fails the check with the author's own sentence. */
export function fail(sentence: string): never {
  throw new CheckFailure(sentence);
}

export interface Expectation {
  /** For the transcript: `text`, `close`. */
  readonly what: string;
  /** Part of a sentence: `text "olleh"`, `a ping`. */
  readonly description: string;
  /** The expected value, if there is exactly one. */
  readonly exact?: ExactValue;
}

type ExactValue = Pick<ComparisonData, "kind" | "subset"> & { readonly expected: string };

export interface Mismatch extends Expectation {
  /** Undefined if nothing arrived in time. */
  readonly received?: Received | undefined;
  readonly withinMs: number;
  /** A difference that is hard to see, or an empty string. */
  readonly detail?: string;
}

/** `A sent "hello" and expected text "olleh" but received text "hello".` */
export function failureOf(
  mismatch: Mismatch,
  client: string,
  cause: Action,
  because: string | undefined,
): CheckFailure {
  const { description, received, withinMs, detail = "" } = mismatch;
  const shown = describeReceived(received, withinMs);
  const outcome = received?.kind === "close" ? shown : `received ${shown}`;
  const more = detail === "" ? "" : `: ${detail}`;
  const reason = because === undefined ? "" : ` ${because}`;
  const sentence = `${describeCause(cause, client)} expected ${description} but ${outcome}${more}.${reason}`;
  return new CheckFailure(sentence, happenedOf(received), because);
}

function happenedOf(received: Received | undefined): Happened {
  if (received === undefined) return { kind: "nothing", text: "" };
  if (received.kind === "close") return closedWith(received);
  return { kind: "received", text: describeReceived(received, 0, matchedCharacters) };
}

/** `1000`, `1011 "why"`. */
export function closedWith({ code, reason }: Closed): Happened {
  return { kind: "closed", text: reason === "" ? String(code) : `${code} ${quote(reason, matchedCharacters)}` };
}

function describeCause(cause: Action, client: string): string {
  if (cause.client === client) return `${client} ${cause.text} and`;
  return cause.client === null ? `${cause.text}, ${client}` : `${cause.client} ${cause.text}, so ${client}`;
}

/** Characters of a payload in a sentence; the comparison shows more. */
export const sentenceCharacters = 80;
/** Of a payload that hints are matched against. */
const matchedCharacters = 200;
const maxCharacters = 16_000;
const maxBytes = 4_000;

/** Expected and received side by side: values of one kind as they are, anything else in words. */
export function comparisonOf({ description, exact, received, withinMs }: Mismatch): ComparisonData {
  const value = exact === undefined ? null : valueLike(exact.kind, received);
  if (exact !== undefined && value !== null) return comparison(exact.kind, exact.expected, value, exact.subset);
  return comparison("words", description, describeReceived(received, withinMs, maxCharacters), false);
}

function comparison(kind: ComparisonData["kind"], expected: string, received: string, subset: boolean): ComparisonData {
  return { kind, expected: truncate(expected, maxCharacters), received: truncate(received, maxCharacters), subset };
}

function valueLike(kind: ExactValue["kind"], received: Received | undefined): string | null {
  if (kind === "bytes") return received?.kind === "binary" ? formatHex(received.data) : null;
  return received?.kind === "text" ? received.text : null;
}

function describeReceived(received: Received | undefined, withinMs: number, max = sentenceCharacters): string {
  switch (received?.kind) {
    case undefined:
      return withinMs === 0 ? "nothing" : `nothing within ${formatDuration(withinMs)}`;
    case "text":
      return `text ${quote(received.text, max)}`;
    case "binary":
      return `a binary message (${formatBytes(received.data, max === maxCharacters ? maxBytes : 24)})`;
    case "ping":
    case "pong":
      return received.data.length === 0
        ? `a ${received.kind}`
        : `a ${received.kind} with ${formatPayload(received.data)}`;
    case "close":
      return describeClose(received);
    default:
      throw new Error(`Unknown kind: ${received satisfies never}`);
  }
}

/** 1005 and 1006 never appear on the wire (RFC 6455 §7.4.1), so they are explained. */
function describeClose({ code, reason }: Closed): string {
  if (code === reportedCodes.noCode) return "the socket closed with 1005 (a close frame without a code)";
  if (code === reportedCodes.noCloseFrame)
    return "the socket closed with 1006 (the connection was cut without a close frame)";
  return `the socket closed with ${code}${reason === "" ? "" : ` ${quote(reason)}`}`;
}

/** `401 Unauthorized`; an empty string if the upgrade was not refused. */
export function describeRefused(refused: Refused | null): string {
  if (refused === null) return "";
  const { status, reason } = refused;
  return status === 0 ? `no HTTP response (${reason})` : `${status} ${reason}`.trim();
}

/** In quotes, with invisible characters escaped. Quotes inside are kept so that JSON stays readable. */
export function quote(text: string, max = sentenceCharacters): string {
  const [shown, rest] = cut(text, max);
  return rest === 0 ? `"${escapeInvisible(shown)}"` : `"${escapeInvisible(shown)}…" (${text.length} characters)`;
}

/** `3 bytes, 01 02 03`. */
export function formatBytes(data: Uint8Array, max = 24): string {
  const size = `${data.length} ${data.length === 1 ? "byte" : "bytes"}`;
  if (data.length === 0) return size;
  return `${size}, ${formatHex(data, max)}${data.length > max ? " …" : ""}`;
}

/** `01 02 03`. */
export function formatHex(data: Uint8Array, max = maxBytes): string {
  return [...data.subarray(0, max)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** The payload of a ping or pong: as text if it is printable text, else as bytes. */
export function formatPayload(data: Uint8Array): string {
  const text = Buffer.from(data).toString("utf8");
  const isPrintable = Buffer.from(text).equals(Buffer.from(data)) && escapeInvisible(text) === text;
  return isPrintable ? quote(text) : formatBytes(data, 125);
}

/** At most `max` characters after escaping. */
export function truncateEscaped(text: string, max: number): string {
  const shown = escapeInvisible(text.slice(0, max));
  return text.length <= max && shown.length <= max ? shown : `${shown.slice(0, max - 1)}…`;
}

/** At most `max` characters, not escaped, never ending in half of a surrogate pair. */
export function truncate(text: string, max: number): string {
  const [shown, rest] = cut(text, max);
  return rest === 0 ? shown : `${shown}…`;
}

/** `2 min`, `1.5 s`, `20 ms`. */
export function formatDuration(ms: number): string {
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms >= 1_000 ? `${Number((ms / 1_000).toFixed(3))} s` : `${Number(ms.toFixed(3))} ms`;
}

/** Controls, separators, bidirectional and zero-width marks, lone surrogates, but not the joiner inside an emoji. */
const invisible = /(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]|\\/gu;

const shortEscapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeInvisible(text: string): string {
  return text.replace(invisible, (char) => {
    const code = char.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return shortEscapes[char] ?? (code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`);
  });
}

/** The first `max` characters without half of a surrogate pair, and how many are left out. */
function cut(text: string, max: number): readonly [string, number] {
  if (text.length <= max) return [text, 0];
  const shown = text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
  return [shown, text.length - shown.length];
}
