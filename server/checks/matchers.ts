// What a check may expect of one message: how it is matched, and how it is described.
import { AssertionError } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { Closed, Message } from "./connection.ts";
import { type Expectation, formatBytes, formatHex, quote } from "./failure.ts";

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
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
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
