// The filter's small language: `kind:ping from:A len>100 v:7 code:1011 /regex/ -"not this"`; all of it has to hold.
import { type Kind, kinds } from "../model/entry.ts";
import { splitWords, type Word } from "./filter-words.ts";
import { compilePattern } from "./pattern.ts";

export type Compare = "=" | "<" | "<=" | ">" | ">=";
export const numbers = ["len", "v", "code", "line"] as const;
export type NumberField = (typeof numbers)[number];

export type Test =
  | { readonly is: "kind"; readonly kinds: readonly Kind[] }
  | { readonly is: "from" | "to" | "client"; readonly name: string }
  | { readonly is: "number"; readonly field: NumberField; readonly compare: Compare; readonly value: number }
  | { readonly is: "fin"; readonly fin: boolean }
  /** Lower case. */
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "pattern"; readonly test: (text: string) => boolean };

export interface Term {
  readonly not: boolean;
  readonly test: Test;
}

export type Expression =
  | { readonly ok: true; readonly terms: readonly Term[] }
  | { readonly ok: false; readonly problem: string };

const mostCharacters = 500;
const keys = ["kind", "from", "to", "client", "dir", "fin", ...numbers] as const;
const fail = (problem: string) => ({ ok: false, problem }) as const;
type Read = { readonly ok: true; readonly test: Test } | { readonly ok: false; readonly problem: string };

/** Never throws; a mistake is explained in one sentence. */
export function parseExpression(text: string): Expression {
  if (text.length > mostCharacters) return fail(`A filter has at most ${mostCharacters} characters.`);
  const split = splitWords(text);
  if (!split.ok) return split;
  const terms: Term[] = [];
  for (const word of split.words) {
    const read = readWord(word);
    if (!read.ok) return read;
    terms.push({ not: word.not, test: read.test });
  }
  return { ok: true, terms };
}

function readWord(word: Word): Read {
  if (word.is === "pattern") return readPattern(word.source, word.flags);
  if (word.is === "quoted") return plain(word.text);
  const found = /^([a-z]+)(:|<=|>=|=|<|>)(.*)$/i.exec(word.text);
  const key = keys.find((one) => one === found?.[1]?.toLowerCase());
  if (!found || (key === undefined && isNoKey(found))) return plain(word.text);
  if (key === undefined) return fail(unknownKey(found[1] ?? "", word.text));
  return readKey(key, found[2] ?? ":", unquote(found[3] ?? ""));
}

/** `http://…`, `a=b` and the like are text. */
function isNoKey([, , sign, value = ""]: RegExpExecArray): boolean {
  return sign !== ":" || value.startsWith("//");
}

function unknownKey(key: string, text: string): string {
  return `There is nothing to filter by that is called “${key}”: use ${keys.join(", ")}, or quotes to look for the text "${text}".`;
}

const unquote = (value: string): string => /^"(.*)"$/.exec(value)?.[1] ?? value;
const plain = (text: string): Read => ({ ok: true, test: { is: "text", text: text.toLowerCase() } });

function readKey(key: (typeof keys)[number], sign: string, value: string): Read {
  if (value === "") return fail(`Something has to follow ${key}${sign}, such as ${examples[key]}.`);
  const number = numbers.find((one) => one === key);
  if (number !== undefined) return readNumber(number, sign, value);
  if (sign !== ":") return fail(`Only numbers can be compared: write ${key}:${value}.`);
  switch (key) {
    case "kind":
      return readKinds(value);
    case "dir":
      return readDirection(value);
    case "fin":
      return readFin(value);
    case "from":
    case "to":
    case "client":
      return { ok: true, test: { is: key, name: value.toLowerCase() } };
    default:
      return fail(`Only text can follow ${key}.`);
  }
}

const examples: Record<(typeof keys)[number], string> = {
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
};

function readKinds(value: string): Read {
  const wanted = value.toLowerCase().split(",").filter(Boolean);
  const found = wanted.map((name) => kinds.find((kind) => kind === name || (name.length > 2 && kind.startsWith(name))));
  const wrong = wanted.find((_name, index) => found[index] === undefined);
  if (wrong !== undefined) return fail(`There is no kind “${wrong}”: there are ${kinds.join(", ")}.`);
  return { ok: true, test: { is: "kind", kinds: found.filter((kind) => kind !== undefined) } };
}

function readDirection(value: string): Read {
  if (value === "in") return { ok: true, test: { is: "to", name: "handler" } };
  if (value === "out") return { ok: true, test: { is: "from", name: "handler" } };
  return fail("A direction is dir:in (to the handler) or dir:out (from it).");
}

function readFin(value: string): Read {
  if (/^(yes|1|true)$/i.test(value)) return { ok: true, test: { is: "fin", fin: true } };
  if (/^(no|0|false)$/i.test(value)) return { ok: true, test: { is: "fin", fin: false } };
  return fail("Write fin:yes for final frames or fin:no for those that are continued.");
}

function readNumber(field: NumberField, sign: string, value: string): Read {
  const digits = field === "v" ? value.replace(/^v/i, "") : value;
  if (!/^\d{1,9}$/.test(digits)) return fail(`A number has to follow ${field}${sign}, such as ${examples[field]}.`);
  const compare = sign === ":" ? "=" : (["=", "<", "<=", ">", ">="] as const).find((one) => one === sign);
  return { ok: true, test: { is: "number", field, compare: compare ?? "=", value: Number(digits) } };
}

function readPattern(source: string, flags: string): Read {
  const wrong = /[^ig]/.exec(flags)?.[0];
  if (wrong !== undefined) return fail(`A pattern may end with i (upper and lower case alike), not with ${wrong}.`);
  const pattern = compilePattern(source, flags.includes("i"));
  return pattern.ok ? { ok: true, test: { is: "pattern", test: pattern.test } } : pattern;
}
