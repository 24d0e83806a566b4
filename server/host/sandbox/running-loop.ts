// Finds the loop in which a function was interrupted: the engine records positions of calls only, and `for (;;) x++` makes none.
import type { Place } from "./source-places.ts";

/**
 * The loop that follows `place`, the last recorded position, in the same function of a compiled program. Null if `place`
 * is already inside a loop or no loop follows: then `place` itself is the best answer.
 */
export function findRunningLoop(js: string, place: Place): Place | null {
  const start = offsetOf(js, place);
  const scan = new BlockScanner(js);
  scan.runTo(start);
  if (scan.insideLoop) return null;
  return scan.nextLoop();
}

type Block = "loop" | "function" | "other";

const tokenPattern =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|=>|[A-Za-z_$][\w$]*|[{}()]/y;

/** Scans a program and tracks the open blocks. This is not a full parser, because the result is only a hint. */
class BlockScanner {
  readonly #js: string;
  readonly #token = new RegExp(tokenPattern);
  readonly #open: Block[] = [];
  /** The word before each open parenthesis. */
  readonly #words: string[] = [];
  #line = 1;
  #lineStart = 0;
  #at = 0;
  #word = "";
  #closed = "";

  constructor(js: string) {
    this.#js = js;
  }

  get insideLoop(): boolean {
    for (let i = this.#open.length - 1; i >= 0; i--) {
      if (this.#open[i] === "loop") return true;
      if (this.#open[i] === "function") return false;
    }
    return false;
  }

  runTo(end: number): void {
    while (this.#at < end && this.#at < this.#js.length) this.#step();
  }

  /** The next loop before the current function ends. */
  nextLoop(): Place | null {
    const depth = this.#functionDepth();
    while (this.#at < this.#js.length && this.#functionDepth() >= depth) {
      const start = this.#at;
      const word = this.#step();
      if (isLoopWord(word) && this.#functionDepth() <= Math.max(depth, 1)) {
        return { line: this.#line, column: start - this.#lineStart + 1 };
      }
    }
    return null;
  }

  #functionDepth(): number {
    return this.#open.reduce((depth, block) => depth + (block === "function" ? 1 : 0), 0);
  }

  /** Advances over one token or character and returns it. */
  #step(): string {
    const start = this.#at;
    this.#token.lastIndex = start;
    const found = this.#token.exec(this.#js)?.[0] ?? this.#js.charAt(start);
    this.#at = start + found.length;
    for (let at = found.indexOf("\n"); at >= 0; at = found.indexOf("\n", at + 1)) {
      this.#line += 1;
      this.#lineStart = start + at + 1;
    }
    if (found.trim() !== "") this.#take(found);
    return found;
  }

  #take(found: string): void {
    if (found === "(") this.#words.push(this.#word);
    const closed = found === ")" ? (this.#words.pop() ?? "") : "";
    if (found === "{") this.#open.push(blockAfter(this.#word, this.#closed));
    if (found === "}") this.#open.pop();
    this.#closed = closed;
    this.#word = found;
  }
}

function isLoopWord(word: string): boolean {
  return word === "for" || word === "while" || word === "do";
}

/** Classifies a block by the token before it and, after a parenthesis, by the word before that. */
function blockAfter(word: string, closed: string): Block {
  if (word === "=>") return "function";
  if (word === "do") return "loop";
  if (word !== ")") return "other";
  if (isLoopWord(closed) || closed === "await") return "loop";
  return ["if", "switch", "catch", "with"].includes(closed) ? "other" : "function";
}

function offsetOf(js: string, place: Place): number {
  let at = 0;
  for (let line = 1; line < place.line; line++) {
    const end = js.indexOf("\n", at);
    if (end < 0) break;
    at = end + 1;
  }
  return at + place.column - 1;
}
