// Finds the loop that a stopped function was in: the engine notes places of calls only, and `for (;;) x++` makes none.
import type { Place } from "./source-places.ts";

/**
 * The loop that follows `place` (where the engine last noted anything) in the same function, in a compiled program.
 * Null when `place` is inside a loop already, or no loop follows: then `place` itself is the best that can be said.
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

/** Walks over a program and knows which blocks are open. It need not understand more: its answer is a hint. */
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

  /** The first loop from here on, before the function that is open now ends. */
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

  /** Moves over one token or character and gives the token back. */
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

/** What a block is by the token before it and, after a parenthesis, by the word before that. */
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
