// What matches: texts, bytes, JSON and closes, each with the words that describe it and what differs.
import { AssertionError } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { Closed, Control, Message, Received } from "./connection.ts";
import type { Expectation } from "./failure.ts";
import { formatBytes, formatHex, formatPayload, quote, sentenceCharacters, truncate } from "./format.ts";

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
      if (typeof expected === "string") return text === expected ? null : textDifference(text, expected);
      if (expected instanceof RegExp) return text.search(expected) >= 0 ? null : "";
      return mismatchOf(() => expected(text));
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

export function matchesClose({ code, reason }: Closed, expected: CloseExpected): boolean {
  if (expected.code !== undefined && ![expected.code].flat().includes(code)) return false;
  if (expected.reason === undefined) return true;
  return typeof expected.reason === "string" ? reason === expected.reason : reason.search(expected.reason) >= 0;
}

/** `the socket to close with 1000 "bye"`. */
export function describeClose({ code, reason }: CloseExpected): string {
  const codes = code === undefined ? "" : ` with ${[code].flat().join(" or ")}`;
  const why = reason === undefined ? "" : ` ${typeof reason === "string" ? `"${reason}"` : `matching ${reason}`}`;
  return `the socket to close${codes}${why}`;
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
  readonly description: string;
  readonly kind: "ping" | "pong" | "close";
  readonly matches: (item: Received) => boolean;

  constructor(kind: WireItem["kind"], description: string, matches: (item: Received) => boolean) {
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
  const expected = { ...(code !== undefined && { code }), ...(reason !== undefined && { reason }) };
  return new WireItem(
    "close",
    describeClose(expected),
    (item) => item.kind === "close" && matchesClose(item, expected),
  );
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
export function describeControl(kind: "ping" | "pong", bytes: Buffer | null): string {
  return bytes === null || bytes.length === 0 ? `a ${kind}` : `a ${kind} with ${formatPayload(bytes)}`;
}

/** An item of `inOrder`. */
export function itemOf(value: unknown): Pick<WireItem, "description" | "matches"> {
  if (value instanceof WireItem) return value;
  const matcher = matcherOf(value);
  const matches = (item: Received) => !isControl(item) && matcher.mismatch(item) === null;
  return { description: matcher.description, matches };
}

function isControl(item: Received): item is Control {
  return item.kind === "ping" || item.kind === "pong";
}
