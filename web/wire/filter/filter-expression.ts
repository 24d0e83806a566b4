// Parses filter expressions: `kind:ping from:A len>100 v:7 code:1011 /regex/ -"not this"`. All terms must match.
import { type Kind, kinds } from "../model/entry.ts";
import type { CompilePattern } from "./patterns.ts";

export type Comparison = "=" | "<" | "<=" | ">" | ">=";
const numberFields = ["len", "v", "code", "line"] as const;
export type NumberField = (typeof numberFields)[number];

export type Test =
  | { readonly is: "kind"; readonly kinds: readonly Kind[] }
  | { readonly is: "from" | "to" | "client"; readonly name: string }
  | { readonly is: "number"; readonly field: NumberField; readonly comparison: Comparison; readonly value: number }
  | { readonly is: "fin"; readonly fin: boolean }
  /** Lower case. */
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "pattern"; readonly test: (text: string) => boolean };

export interface Term {
  readonly not: boolean;
  readonly test: Test;
}

interface Failure {
  readonly ok: false;
  readonly problem: string;
}
export type Expression = { readonly ok: true; readonly terms: readonly Term[] } | Failure;
type ParsedTest = { readonly ok: true; readonly test: Test } | Failure;

const maxCharacters = 500;
const fail = (problem: string): Failure => ({ ok: false, problem });

/** Never throws; explains a mistake in one sentence. */
export function parseExpression(text: string, compilePattern: CompilePattern): Expression {
  if (text.length > maxCharacters) return fail(`Shorten the filter to ${maxCharacters} characters.`);
  const terms: Term[] = [];
  for (let rest = text.trim(); rest !== ""; ) {
    const not = /^-\S/.test(rest);
    const term = rest.slice(not ? 1 : 0);
    const length = termLength(term);
    if (length === null) return fail('Add the missing " at the end of the quoted text.');
    const parsed = parseTerm(term.slice(0, length), compilePattern);
    if (!parsed.ok) return parsed;
    terms.push({ not, test: parsed.test });
    rest = term.slice(length).trimStart();
  }
  return { ok: true, terms };
}

const quoted = /^"((?:[^"\\]|\\.)*)"/;
const pattern = /^\/((?:[^/\\]|\\.)+)\/([a-z]*)(?=\s|$)/;
const plain = /^(?:[a-z]+:"[^"]*"|\S+)/i;

/** The length of the text's first term; null for a quote that is not closed. */
function termLength(text: string): number | null {
  const form = text.startsWith('"') ? quoted : pattern.test(text) ? pattern : plain;
  return form.exec(text)?.[0].length ?? null;
}

function parseTerm(term: string, compilePattern: CompilePattern): ParsedTest {
  const [, quote] = quoted.exec(term) ?? [];
  if (quote !== undefined) return textTest(quote.replaceAll(/\\(["\\])/g, "$1"));
  const [, source, flags = ""] = pattern.exec(term) ?? [];
  if (source !== undefined) return patternTest(source, flags, compilePattern);
  const [, name = "", sign = "", value = ""] = /^([a-z]+)(:|<=|>=|=|<|>)(.*)$/i.exec(term) ?? [];
  const key = keys.find((each) => each === name.toLowerCase());
  if (key !== undefined) return fieldTest(key, sign, /^"(.*)"$/.exec(value)?.[1] ?? value);
  // `http://…`, `a=b` and the like are text.
  if (sign !== ":" || value.startsWith("//")) return textTest(term);
  return fail(`Unknown field “${name}”. Use ${keys.join(", ")}, or "${term}" in quotes to search for the text.`);
}

const textTest = (text: string): ParsedTest => ({ ok: true, test: { is: "text", text: text.toLowerCase() } });

function patternTest(source: string, flags: string, compilePattern: CompilePattern): ParsedTest {
  const wrong = /[^ig]/.exec(flags)?.[0];
  if (wrong !== undefined) return fail(`Patterns accept the flag i (ignore case), not ${wrong}.`);
  const compiled = compilePattern(source, flags.includes("i"));
  return compiled.ok ? { ok: true, test: { is: "pattern", test: compiled.test } } : compiled;
}

const examples = {
  kind: "kind:ping",
  from: "from:A",
  to: "to:B",
  client: "client:A",
  dir: "dir:in",
  fin: "fin:no",
  len: "len>100",
  v: "v:7",
  code: "code:1011",
  line: "line:12",
} as const;
type Key = keyof typeof examples;
const keys: readonly Key[] = ["kind", "from", "to", "client", "dir", "fin", ...numberFields];

function fieldTest(key: Key, sign: string, value: string): ParsedTest {
  if (value === "") return fail(`Add a value after ${key}${sign}, for example ${examples[key]}.`);
  const field = numberFields.find((each) => each === key);
  if (field !== undefined) return numberTest(field, sign, value);
  if (sign !== ":") return fail(`Only numbers can be compared. Write ${key}:${value}.`);
  if (key === "kind") return kindTest(value);
  if (key === "dir") return directionTest(value);
  if (key === "fin") return finTest(value);
  return { ok: true, test: { is: key === "from" || key === "to" ? key : "client", name: value.toLowerCase() } };
}

function kindTest(value: string): ParsedTest {
  const names = value.toLowerCase().split(",").filter(Boolean);
  const found = names.map((name) => kinds.find((kind) => kind === name || (name.length > 2 && kind.startsWith(name))));
  const wrong = names.find((_name, index) => found[index] === undefined);
  if (wrong !== undefined) return fail(`Unknown kind “${wrong}”. Use ${kinds.join(", ")}.`);
  return { ok: true, test: { is: "kind", kinds: found.filter((kind) => kind !== undefined) } };
}

function directionTest(value: string): ParsedTest {
  if (value === "in") return { ok: true, test: { is: "to", name: "handler" } };
  if (value === "out") return { ok: true, test: { is: "from", name: "handler" } };
  return fail("Write dir:in (to the handler) or dir:out (from the handler).");
}

function finTest(value: string): ParsedTest {
  const fin = /^(yes|1|true)$/i.test(value);
  if (!fin && !/^(no|0|false)$/i.test(value)) {
    return fail("Write fin:yes for the last frame of a message or fin:no for one that is continued.");
  }
  return { ok: true, test: { is: "fin", fin } };
}

function numberTest(field: NumberField, sign: string, value: string): ParsedTest {
  const digits = field === "v" ? value.replace(/^v/i, "") : value;
  if (!/^\d{1,9}$/.test(digits)) return fail(`Write a number after ${field}${sign}, for example ${examples[field]}.`);
  const comparison = (["<", "<=", ">", ">="] as const).find((each) => each === sign) ?? "=";
  return { ok: true, test: { is: "number", field, comparison, value: Number(digits) } };
}
