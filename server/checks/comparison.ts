// Matchers for the values that checks expect, and the sentence and comparison of a failure.
import { AssertionError } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ComparisonData } from "../protocol/checks.ts";
import type { Happened } from "../protocol/lesson.ts";
import { reportedCodes } from "../protocol/rfc6455.ts";
import type { ClientState, Closed, Frame, Message, Received, Refused } from "./connection.ts";
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
import { fits } from "./http-response.ts";

/** The handler is wrong. Any other error means that the check itself is. */
export class CheckFailure extends Error {
  override readonly name = "CheckFailure";
  /** What happened, without what was expected: hints are matched against this. */
  readonly happened: Happened;
  /** The `because` of the expectation that failed. */
  readonly because: string | undefined;

  /** `because` ends the message. */
  constructor(message: string, happened: Happened = { kind: "said", text: message }, because?: string) {
    super(because === undefined ? message : `${message} ${because}`);
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
export function failureOf(mismatch: Mismatch, client: ClientState, because: string | undefined): CheckFailure {
  const { description, received, withinMs, detail = "" } = mismatch;
  const shown = describeReceived(received, withinMs);
  const outcome = received?.kind === "close" ? shown : `received ${shown}`;
  const more = detail === "" ? "" : `: ${detail}`;
  const sentence = `${describeCause(client)} expected ${description} but ${outcome}${more}.`;
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

function describeCause({ name, cause: { client, text } }: ClientState): string {
  if (client === name) return `${name} ${text} and`;
  return client === null ? `${text}, ${name}` : `${client} ${text}, so ${name}`;
}

/** The part of a payload that hints are matched against. */
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
      return describeControl(received.kind, received.data);
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

export interface Matcher extends Expectation {
  /** Null for a match; otherwise a difference that is hard to see, or an empty string. */
  mismatch(message: Message | Closed): string | null;
}

export type TextExpected = string | RegExp | ((text: string) => boolean);
/** A value that the JSON must equal, or a function that judges it. */
export type JsonExpected = unknown;

export interface CloseExpected {
  readonly code?: number | readonly number[];
  readonly reason?: string | RegExp;
}

export function textMatcher(expected: TextExpected): Matcher {
  return {
    what: "text",
    description: describeText(expected),
    ...(typeof expected === "string" && { exact: { kind: "text", expected, subset: false } }),
    mismatch(message) {
      if (message.kind !== "text") return "";
      const { text } = message;
      if (typeof expected === "function") return mismatchOf(() => expected(text));
      if (fits(text, expected)) return null;
      return typeof expected === "string" ? textDifference(text, expected) : "";
    },
  };
}

export function binaryMatcher(expected: Uint8Array): Matcher {
  return {
    what: "binary",
    description: `a binary message (${formatBytes(expected)})`,
    exact: { kind: "bytes", expected: formatHex(expected), subset: false },
    mismatch: (message) => (message.kind === "binary" && Buffer.from(message.data).equals(expected) ? null : ""),
  };
}

/** `subset`: keys that are not named may be present too. */
export function jsonMatcher(expected: JsonExpected, subset: boolean): Matcher {
  const isFunction = typeof expected === "function";
  return {
    what: "json",
    description: isFunction ? "matching JSON" : `JSON ${subset ? "with " : ""}${formatJson(expected)}`,
    ...(!isFunction && { exact: { kind: "json", expected: JSON.stringify(expected) ?? "", subset } }),
    mismatch(message) {
      if (message.kind !== "text") return "";
      const parsed = parseJson(message.text);
      if (!parsed.ok) return "it is not valid JSON";
      if (isFunction) return mismatchOf(() => expected(parsed.value));
      const fits = subset ? contains(parsed.value, expected) : isDeepStrictEqual(parsed.value, expected);
      return fits ? null : jsonDifference(parsed.value, expected);
    },
  };
}

/** A value of a list of expectations: text, a pattern, bytes, or anything else as JSON. */
export function matcherOf(value: unknown): Matcher {
  if (typeof value === "string" || value instanceof RegExp) return textMatcher(value);
  return value instanceof Uint8Array ? binaryMatcher(value) : jsonMatcher(value, false);
}

/** Described as `the socket to close with 1000 "bye"`. */
export function closeMatcher({ code, reason }: CloseExpected): Matcher {
  const codes = code === undefined ? "" : ` with ${[code].flat().join(" or ")}`;
  const why = reason === undefined ? "" : ` ${typeof reason === "string" ? `"${reason}"` : `matching ${reason}`}`;
  return {
    what: "close",
    description: `the socket to close${codes}${why}`,
    mismatch(message) {
      if (message.kind !== "close" || !(code === undefined || [code].flat().includes(message.code))) return "";
      return reason === undefined || fits(message.reason, reason) ? null : "";
    },
  };
}

function describeText(expected: TextExpected): string {
  if (typeof expected === "string") return `text ${quote(expected)}`;
  return expected instanceof RegExp ? `text matching ${expected}` : "matching text";
}

function formatJson(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return truncate(text, sentenceCharacters);
}

/** Long texts may look alike, so name the place where they differ. */
function textDifference(text: string, expected: string): string {
  if (text.length <= 40 && expected.length <= 40) return "";
  let at = 0;
  while (at < text.length && text[at] === expected[at]) at++;
  return `the first difference is at character ${at + 1}`;
}

function jsonDifference(value: unknown, expected: unknown, path = ""): string {
  if (isObject(value) && isObject(expected)) {
    const key = Object.keys(expected).find((name) => !isDeepStrictEqual(value[name], expected[name]));
    if (key !== undefined) return jsonDifference(value[key], expected[key], `${path}.${key}`);
    const extra = Object.keys(value).find((name) => !(name in expected));
    if (extra !== undefined) return `\`${path}.${extra}\` should not be there`;
  }
  return path === "" ? "" : `\`${path}\` should be ${formatJson(expected)}`;
}

function contains(value: unknown, expected: unknown): boolean {
  if (!isObject(expected)) return isDeepStrictEqual(value, expected);
  return isObject(value) && Object.keys(expected).every((name) => contains(value[name], expected[name]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** Runs a check's own function, which rejects by returning false or by a failed assertion. */
function mismatchOf(judge: () => unknown): string | null {
  try {
    return judge() === false ? "" : null;
  } catch (error) {
    if (error instanceof AssertionError) return error.message.split("\n")[0] ?? "";
    throw error;
  }
}

/** A ping, pong or close in a list for `inOrder`; anything else in the list is a message. */
export class WireItem {
  readonly kind: "ping" | "pong" | "close";
  readonly description: string;
  readonly matches: (item: Received) => boolean;

  constructor(kind: WireItem["kind"], description: string, matches: WireItem["matches"]) {
    this.kind = kind;
    this.description = description;
    this.matches = matches;
  }
}

/** In `inOrder`: a ping, with this payload if given. */
export function ping(data?: string | Uint8Array): WireItem {
  return controlItem("ping", data);
}

/** In `inOrder`: a pong, with this payload if given. */
export function pong(data?: string | Uint8Array): WireItem {
  return controlItem("pong", data);
}

/** In `inOrder`: the close, with this code and reason if given. Only the last item can be one. */
export function close(code?: number | readonly number[], reason?: string | RegExp): WireItem {
  const matcher = closeMatcher({ ...(code !== undefined && { code }), ...(reason !== undefined && { reason }) });
  return new WireItem("close", matcher.description, matchesOf(matcher));
}

function controlItem(kind: "ping" | "pong", data?: string | Uint8Array): WireItem {
  const bytes = payloadOf(data);
  const matches = (item: Received) => item.kind === kind && (bytes === null || bytes.equals(item.data));
  return new WireItem(kind, describeControl(kind, bytes), matches);
}

/** Null if any payload will do. */
export function payloadOf(data: string | Uint8Array | undefined): Buffer | null {
  return data === undefined ? null : Buffer.from(data);
}

/** `a ping`, `a ping with "x"`. */
export function describeControl(kind: "ping" | "pong", bytes: Uint8Array | null): string {
  return bytes === null || bytes.length === 0 ? `a ${kind}` : `a ${kind} with ${formatPayload(bytes)}`;
}

/** An item of `inOrder`. */
export function itemOf(value: unknown): Pick<WireItem, "description" | "matches"> {
  if (value instanceof WireItem) return value;
  const matcher = matcherOf(value);
  return { description: matcher.description, matches: matchesOf(matcher) };
}

function matchesOf(matcher: Matcher): WireItem["matches"] {
  return (item) => item.kind !== "ping" && item.kind !== "pong" && matcher.mismatch(item) === null;
}
