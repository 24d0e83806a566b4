// Finds the first mistake in JSON (RFC 8259) and explains it. Engines word their errors differently; some omit the position.
import { attempt } from "../../ui/attempt.ts";

export interface JsonMistake {
  /** Line and column count from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Returns null for valid JSON. */
export function jsonMistake(text: string): JsonMistake | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const { at, message } = new Scan(text).mistake();
    const before = text.slice(0, at).split("\n");
    return { line: before.length, column: (before.at(-1) ?? "").length + 1, message };
  }
}

/** The same value, indented or on one line. Returns invalid JSON unchanged. */
export function reformatted(text: string, how: "pretty" | "compact"): string {
  return attempt(() => JSON.stringify(JSON.parse(text), null, how === "pretty" ? 2 : 0)) ?? text;
}

interface Stop {
  readonly at: number;
  readonly message: string;
}

type Expected = "value" | "item or ]" | "key" | "key or }" | "colon" | "comma or end" | "nothing";

const space = /[ \t\n\r]*/y;
// Built from numbers so that this file contains no control characters.
const control = `${String.fromCharCode(0)}-${String.fromCharCode(0x1f)}`;
const character = `(?:[^"\\\\${control}]|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))`;
const string = new RegExp(`"${character}*"`, "y");
const characters = new RegExp(`${character}*`, "y");
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const literal = /(?:true|false|null)(?!\w)/y;
const word = /[\w.+-]+/y;

/** Keeps its own stack, because 64 KiB of text may open as many brackets. */
class Scan {
  readonly #text: string;
  readonly #open: ("{" | "[")[] = [];
  #at = 0;
  #expected: Expected = "value";
  #wasComma = false;

  constructor(text: string) {
    this.#text = text;
  }

  mistake(): Stop {
    for (;;) {
      this.#take(space);
      const stop = this.#at >= this.#text.length ? this.#ended() : this.#step(this.#text[this.#at] ?? "");
      if (stop !== null) return { at: this.#at, message: stop };
    }
  }

  #step(char: string): string | null {
    const expected = this.#expected;
    if (expected === "nothing") return "unexpected text after the value";
    if (expected === "colon") return this.#mark(char, ":", "value", "a colon is missing after the key");
    if (expected === "comma or end") return this.#commaOrEnd(char);
    const closes = expected === "item or ]" ? "]" : expected === "key or }" ? "}" : null;
    if (char === closes) return this.#close();
    if (this.#wasComma && (char === "]" || char === "}")) return `trailing comma before ${char}`;
    this.#wasComma = false;
    return expected === "key" || expected === "key or }" ? this.#key(char) : this.#value(char);
  }

  #key(char: string): string | null {
    if (char !== '"') return "keys need double quotes";
    if (!this.#take(string)) return this.#badString();
    this.#expected = "colon";
    return null;
  }

  #value(char: string): string | null {
    if (char === "{" || char === "[") {
      this.#open.push(char);
      this.#at++;
      this.#expected = char === "{" ? "key or }" : "item or ]";
      return null;
    }
    if (char === '"' && !this.#take(string)) return this.#badString();
    if (char !== '"' && !this.#take(number) && !this.#take(literal)) return this.#badValue(char);
    this.#expected = this.#open.length > 0 ? "comma or end" : "nothing";
    return null;
  }

  #commaOrEnd(char: string): string | null {
    const isObject = this.#open.at(-1) === "{";
    if (char === (isObject ? "}" : "]")) return this.#close();
    this.#wasComma = char === ",";
    return this.#mark(char, ",", isObject ? "key" : "value", `a comma or ${isObject ? "}" : "]"} is missing`);
  }

  #close(): null {
    this.#open.pop();
    this.#at++;
    this.#expected = this.#open.length > 0 ? "comma or end" : "nothing";
    return null;
  }

  #mark(char: string, wanted: string, next: Expected, otherwise: string): string | null {
    if (char !== wanted) return otherwise;
    this.#at++;
    this.#expected = next;
    return null;
  }

  #ended(): string {
    if (this.#expected === "value" && this.#open.length === 0) return "the text is empty";
    const open = this.#open.at(-1);
    return open === undefined ? "the value is incomplete" : `${open === "{" ? "}" : "]"} is missing at the end`;
  }

  /** Moves to the mistake inside the string. */
  #badString(): string {
    const from = this.#at++;
    this.#take(characters);
    const char = this.#text[this.#at];
    if (char === "\\") return `\\${this.#text[this.#at + 1] ?? ""} is not a JSON escape`;
    if (char === "\n") return 'the string is not closed on this line: add ", or write \\n for a line break';
    if (char !== undefined) return "control characters in strings need an escape, such as \\t";
    this.#at = from;
    return 'the string is not closed: add "';
  }

  #badValue(char: string): string {
    if (char === "'") return "strings need double quotes";
    word.lastIndex = this.#at;
    const found = word.exec(this.#text)?.[0];
    return found === undefined ? `${char} cannot start a value` : `${found.slice(0, 24)} is not a JSON value`;
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }
}
