// Failed checks: the error, the sentence a learner reads, the comparison the page shows, and how both print wire data.
import type { ComparisonData } from "../protocol/checks.ts";
import type { Happened } from "../protocol/lesson.ts";
import { reportedCodes } from "../protocol/rfc6455.ts";
import type { Action, Closed, Frame, Received, Refused } from "./connection.ts";
import {
  formatBytes,
  formatDuration,
  formatHex,
  formatPayload,
  quote,
  sentenceCharacters,
  truncate,
} from "./format.ts";
import { describeFrame } from "./frames.ts";

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
  readonly received?: Received | Frame | undefined;
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

function happenedOf(received: Mismatch["received"]): Happened {
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

function valueLike(kind: ExactValue["kind"], received: Mismatch["received"]): string | null {
  if (kind === "bytes") return received?.kind === "binary" ? formatHex(received.data) : null;
  return received?.kind === "text" ? received.text : null;
}

function describeReceived(received: Mismatch["received"], withinMs: number, max = sentenceCharacters): string {
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
    case "frame":
      return describeFrame(received);
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
