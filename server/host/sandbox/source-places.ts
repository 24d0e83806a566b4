// Maps the engine's stack traces to positions in the learner's own file.
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Program } from "../../protocol/guest.ts";

/** 1-based, as in editors. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Trace {
  /** The innermost position in the learner's file; null if no frame is in it. */
  readonly place: Place | null;
  /** The frames in the learner's file, innermost first, for example `at handle (handler.ts:4:9)`. */
  readonly stack: readonly string[];
}

export const noTrace: Trace = { place: null, stack: [] };

const framesKept = 10;
const maxFrames = 64;
const maxFunctionName = 80;

/** Reads stacks of one program. A learner controls the text, so only numbers and short names are taken from it. */
export class SourcePlaces {
  readonly #program: Program;
  #map: TraceMap | null | undefined;

  constructor(program: Program) {
    this.#program = program;
  }

  trace(stack: string): Trace {
    const frames = this.#frames(stack);
    return { place: frames[0]?.place ?? null, stack: frames.map((frame) => this.#print(frame)) };
  }

  /** For interrupted code: the engine records only calls, so this looks for a loop after the last call. */
  traceOfRunning(stack: string): Trace {
    const innermost = this.#generated(stack)[0];
    const loop = innermost === undefined ? null : findRunningLoop(this.#program.js, innermost.place);
    const place = loop === null ? null : this.#original(loop);
    const frames = this.#frames(stack);
    const [first, ...rest] = frames;
    if (place === null || first === undefined) return this.trace(stack);
    return { place, stack: [{ ...first, place }, ...rest].map((frame) => this.#print(frame)) };
  }

  /** What the innermost frame of `stack` calls, when that is certain: the engine's "not a function" does not say. */
  callee(stack: string): string | null {
    const frame = readFrame(stack.split("\n", 1)[0] ?? "", this.#program.file);
    return frame === null ? null : calleeAt(this.#program.js, indexOf(this.#program.js, frame.place));
  }

  /** The position of the static import of `specifier`. */
  importOf(specifier: string): Place | null {
    const { js } = this.#program;
    for (const quote of ['"', "'"]) {
      const at = js.indexOf(quote + specifier + quote);
      if (at >= 0) return this.#original(placeAt(js, at));
    }
    return null;
  }

  #frames(stack: string): Frame[] {
    const frames: Frame[] = [];
    for (const { name, place } of this.#generated(stack)) {
      const original = this.#original(place);
      if (original !== null && frames.length < framesKept) frames.push({ name, place: original });
    }
    return frames;
  }

  /** The frames in the generated code. */
  #generated(stack: string): Frame[] {
    const frames: Frame[] = [];
    for (const line of stack.split("\n", maxFrames)) {
      const frame = readFrame(line, this.#program.file);
      if (frame !== null) frames.push(frame);
    }
    return frames;
  }

  #original(place: Place): Place | null {
    const map = this.#traceMap();
    if (map === null) return place;
    const found = originalPositionFor(map, { line: place.line, column: place.column - 1 });
    return found.line === null ? null : { line: found.line, column: found.column + 1 };
  }

  #traceMap(): TraceMap | null {
    this.#map ??= this.#program.map === "" ? null : new TraceMap(this.#program.map);
    return this.#map;
  }

  #print({ name, place }: Frame): string {
    const where = `${this.#program.file}:${place.line}:${place.column}`;
    return name === "" ? `at ${where}` : `at ${name} (${where})`;
  }
}

interface Frame {
  readonly name: string;
  readonly place: Place;
}

const position = /^(.*):(\d{1,7}):(\d{1,7})\)?$/;

/** Parses `    at name (file:line:column)`; null for anything else and for other files. */
function readFrame(line: string, file: string): Frame | null {
  const found = line.length > 1000 ? null : position.exec(line);
  const before = found?.[1] ?? "";
  if (found === null || !before.endsWith(file)) return null;
  const head = before.slice(0, before.length - file.length);
  if (!/[ (]$/.test(head)) return null;
  const name = head.replace(/^ *at /, "").replace(/ ?\($/, "");
  const place = { line: Number(found[2]), column: Number(found[3]) };
  if (place.line < 1 || place.column < 1) return null;
  return { name: /^<(anonymous|eval)>$/.test(name) ? "" : name.trim().slice(0, maxFunctionName), place };
}

function indexOf(text: string, { line, column }: Place): number {
  let start = 0;
  for (let before = 1; before < line; before++) start = text.indexOf("\n", start) + 1;
  return start + column - 1;
}

/** The position of a character in a text. */
function placeAt(text: string, at: number): Place {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return { line, column: at - before.lastIndexOf("\n") };
}

/**
 * The callee at `at`, an index into generated JavaScript, for example `socket.sned`; null when the engine may have
 * meant another call. The compiler prints each statement on lines of its own, so those lines are the context.
 */
function calleeAt(js: string, at: number): string | null {
  const name = /^[A-Za-z_$][\w$]*(?=\(|`)/.exec(js.slice(at, at + maxName))?.[0];
  if (name === undefined || indirect.test(name)) return null;
  const before = statementBefore(js, at);
  const after = statementAfter(js, at);
  if (notCalled.test(before) || computedCall.test(before + after) || definition.test(after)) return null;
  const owner = /(?:[A-Za-z_$][\w$]*\??\.)*$/.exec(before)?.[0] ?? "";
  const rest = before.slice(0, before.length - owner.length);
  return /[.#\w$]$/.test(rest) ? name : owner + name;
}

const maxName = 100;
const maxStatement = 2000;

/** Calls that create the error, or call something else. */
const indirect = /Error$|^(?:call|apply|bind)$/;
/** The engine reports a wrong constructor, iterable or base class at the same position as a call. */
const notCalled = /(?:\b(?:new|of|extends|function|get|set|async)\s+|\.\.\.|\*\s*)$/;
/** A callee that is itself an expression: a failure of its call is reported at the last name before it. */
const computedCall = /[)\]}`]\s*(?:\?\.\s*)?[([`]/;
/** A method, not a call. */
const definition = /^[\w$]+\([^()]*\)\s*\{/;

function statementBefore(js: string, at: number): string {
  const before = js.slice(Math.max(0, at - maxStatement), at);
  return before.slice(Math.max(before.lastIndexOf(";\n"), before.lastIndexOf("}\n")) + 1);
}

function statementAfter(js: string, at: number): string {
  const after = js.slice(at, at + maxStatement);
  const end = after.indexOf(";\n");
  return end === -1 ? after : after.slice(0, end);
}

/**
 * The loop in which a function was interrupted: the engine records positions of calls only, and `for (;;) x++` makes none.
 * This is the loop that follows `place`, the last recorded position, in the same function of a compiled program. Null if `place`
 * is already inside a loop or no loop follows: then `place` itself is the best answer.
 */
export function findRunningLoop(js: string, place: Place): Place | null {
  const start = indexOf(js, place);
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
