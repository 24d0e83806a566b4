// What a check may expect of one message, and how that is said.
import { AssertionError } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ComparisonData } from "../protocol/checks.ts";
import { bytesShown, hexShown, quoted } from "./printable.ts";
import type { Closed, Message } from "./received.ts";

/** What one message is held against. */
export interface Expected {
  readonly what: string;
  /** As a part of a sentence: `text "olleh"`. */
  readonly wanted: string;
  /** When it is one value: that value, to stand beside what came. */
  readonly exact?: Exact;
  /** Null when it is the one; otherwise what is wrong beyond what can be seen, or an empty string. */
  mismatch(message: Message | Closed): string | null;
}

export type Exact = Pick<ComparisonData, "kind" | "subset"> & { readonly expected: string };

export type TextExpected = string | RegExp | ((text: string) => boolean);
/** A value that the JSON must equal, or a function that looks at it. */
export type JsonExpected = unknown;

export function expectedText(expected: TextExpected): Expected {
  return {
    what: "text",
    wanted: `text ${textShown(expected)}`,
    ...(typeof expected === "string" && { exact: { kind: "text", expected, subset: false } }),
    mismatch(message) {
      if (message.kind !== "text") return "";
      if (typeof expected === "string")
        return message.text === expected ? null : textDifference(message.text, expected);
      if (expected instanceof RegExp) return message.text.search(expected) >= 0 ? null : "";
      return judged(() => expected(message.text));
    },
  };
}

export function expectedBinary(expected: Uint8Array): Expected {
  return {
    what: "binary",
    wanted: `a binary message of ${bytesShown(expected)}`,
    exact: { kind: "bytes", expected: hexShown(expected), subset: false },
    mismatch: (message) => (message.kind === "binary" && Buffer.from(message.data).equals(expected) ? null : ""),
  };
}

/** `subset`: keys that are not named may be there too. */
export function expectedJson(expected: JsonExpected, subset: boolean): Expected {
  return {
    what: "json",
    wanted: typeof expected === "function" ? "JSON that fits" : `JSON ${subset ? "with " : ""}${jsonShown(expected)}`,
    ...(typeof expected !== "function" && {
      exact: { kind: "json", expected: JSON.stringify(expected) ?? "", subset },
    }),
    mismatch(message) {
      if (message.kind !== "text") return "";
      const parsed = parse(message.text);
      if (!parsed.ok) return "that is not JSON";
      if (typeof expected === "function") return judged(() => expected(parsed.value));
      const fits = subset ? contains(parsed.value, expected) : isDeepStrictEqual(parsed.value, expected);
      return fits ? null : jsonDifference(parsed.value, expected);
    },
  };
}

/** A value as a check writes it in a list: text, a pattern, bytes, or anything else as JSON. */
export function expectedOf(value: unknown): Expected {
  if (typeof value === "string" || value instanceof RegExp) return expectedText(value);
  return value instanceof Uint8Array ? expectedBinary(value) : expectedJson(value, false);
}

function textShown(expected: TextExpected): string {
  if (typeof expected === "string") return quoted(expected);
  return expected instanceof RegExp ? `like ${expected}` : "that fits";
}

function jsonShown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Two long texts look alike: say where they part. */
function textDifference(text: string, expected: string): string {
  if (text.length <= 40 && expected.length <= 40) return "";
  let at = 0;
  while (at < text.length && text[at] === expected[at]) at++;
  return `they differ from character ${at + 1} on`;
}

function jsonDifference(value: unknown, expected: unknown, path = ""): string {
  if (isObject(value) && isObject(expected)) {
    const key = Object.keys(expected).find((name) => !isDeepStrictEqual(value[name], expected[name]));
    if (key !== undefined) return jsonDifference(value[key], expected[key], `${path}.${key}`);
    const more = Object.keys(value).find((name) => !(name in expected));
    if (more !== undefined) return `\`${path}.${more}\` should not be there`;
  }
  return path === "" ? "" : `\`${path}\` should be ${jsonShown(expected)}`;
}

function contains(value: unknown, expected: unknown): boolean {
  if (!isObject(expected)) return isDeepStrictEqual(value, expected);
  return isObject(value) && Object.keys(expected).every((name) => contains(value[name], expected[name]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** A check's own function: false, or an assertion that throws, says no. */
function judged(look: () => unknown): string | null {
  try {
    return look() === false ? "" : null;
  } catch (error) {
    if (error instanceof AssertionError) return error.message.split("\n")[0] ?? "";
    throw error;
  }
}
