// Failed checks: the error, the sentence a learner reads, and the comparison the page shows.
import type { ComparisonData } from "../protocol/checks.ts";
import { reportedCodes } from "../protocol/rfc6455.ts";
import type { Action } from "./client-state.ts";
import type { Closed, Received } from "./connection.ts";
import { formatBytes, formatDuration, formatHex, formatPayload, quote, truncate } from "./printable.ts";

/** The handler is wrong. Any other error means that the check itself is. */
export class CheckFailure extends Error {
  override readonly name = "CheckFailure";
  /** What happened, without what was expected: hints are matched against this. */
  readonly observed: string;

  constructor(message: string, observed = message) {
    super(message);
    this.observed = observed;
  }
}

/** Fails the check with the author's own sentence. */
export function fail(sentence: string): never {
  throw new CheckFailure(sentence);
}

/** What an expectation describes. */
export interface Expectation {
  /** For the transcript: `text`, `close`. */
  readonly what: string;
  /** Part of a sentence: `text "olleh"`, `a ping`. */
  readonly description: string;
  /** The expected value, if there is exactly one. */
  readonly exact?: ExactValue;
}

export type ExactValue = Pick<ComparisonData, "kind" | "subset"> & { readonly expected: string };

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
  const observed = describeReceived(received, withinMs);
  const outcome = received?.kind === "close" ? observed : `received ${observed}`;
  const more = detail === "" ? "" : `: ${detail}`;
  const reason = because === undefined ? "" : ` ${because}`;
  const sentence = `${describeCause(cause, client)} expected ${description} but ${outcome}${more}.${reason}`;
  return new CheckFailure(sentence, observed + reason);
}

function describeCause(cause: Action, client: string): string {
  if (cause.client === client) return `${client} ${cause.text} and`;
  return cause.client === null ? `${cause.text}, ${client}` : `${cause.client} ${cause.text}, so ${client}`;
}

const maxCharacters = 2_000;

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

function describeReceived(received: Received | undefined, withinMs: number, max = 200): string {
  switch (received?.kind) {
    case undefined:
      return withinMs === 0 ? "nothing" : `nothing within ${formatDuration(withinMs)}`;
    case "text":
      return `text ${quote(received.text, max)}`;
    case "binary":
      return `a binary message (${formatBytes(received.data, max === 200 ? 24 : 400)})`;
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
