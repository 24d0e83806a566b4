// Where a text stops being JSON (RFC 8259), and why, in words: browsers say it each in their own way, or not at all.

export interface JsonMistake {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** null for JSON. */
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

/** The same value with line breaks and two spaces, or on one line; as it was when it is no JSON. */
export function reformatted(text: string, how: "pretty" | "compact"): string {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value, null, how === "pretty" ? 2 : 0);
  } catch {
    return text;
  }
}

interface Stop {
  readonly at: number;
  readonly message: string;
}

type Expected = "value" | "item or ]" | "key" | "key or }" | "colon" | "comma or end" | "nothing";

const space = /[ \t\n\r]*/y;
// Built from numbers so that this file itself holds no control character.
const control = `${String.fromCharCode(0)}-${String.fromCharCode(0x1f)}`;
const character = `(?:[^"\\\\${control}]|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))`;
const string = new RegExp(`"${character}*"`, "y");
const characters = new RegExp(`${character}*`, "y");
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const literal = /(?:true|false|null)(?!\w)/y;
const word = /[\w.+-]+/y;

/** Keeps its own stack: a text of 64 KiB may open as many brackets. */
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
    if (expected === "nothing") return "nothing may follow the value";
    if (expected === "colon") return this.#mark(char, ":", "value", "a colon belongs between a key and its value");
    if (expected === "comma or end") return this.#commaOrEnd(char);
    const closes = expected === "item or ]" ? "]" : expected === "key or }" ? "}" : null;
    if (char === closes) return this.#close();
    if (this.#wasComma && (char === "]" || char === "}")) return `a comma before ${char} is one too many`;
    this.#wasComma = false;
    return expected === "key" || expected === "key or }" ? this.#key(char) : this.#value(char);
  }

  #key(char: string): string | null {
    if (char !== '"') return "a key is written in double quotes";
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
    if (this.#expected === "value" && this.#open.length === 0) return "there is no value yet";
    const open = this.#open.at(-1);
    return open === undefined ? "it ends too early" : `it ends before its ${open === "{" ? "}" : "]"}`;
  }

  /** Moves to what is wrong inside the string. */
  #badString(): string {
    const from = this.#at++;
    this.#take(characters);
    const char = this.#text[this.#at];
    if (char === "\\") return `\\${this.#text[this.#at + 1] ?? ""} is no escape that JSON knows`;
    if (char === "\n") return 'the string does not end on its line: a " is missing, or write \\n';
    if (char !== undefined) return "a control character in a string is written as an escape, such as \\t";
    this.#at = from;
    return 'this string does not end: a " is missing';
  }

  #badValue(char: string): string {
    if (char === "'") return "strings are written in double quotes";
    word.lastIndex = this.#at;
    const found = word.exec(this.#text)?.[0];
    return found === undefined ? `${char} is no beginning of a value` : `${found.slice(0, 24)} is no JSON value`;
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }
}
