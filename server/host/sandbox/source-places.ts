// Maps the engine's stack traces to positions in the learner's own file.
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Program } from "../../protocol/guest.ts";
import { type Interruption, RunningPlaces } from "./running-place.ts";

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
/** More than native functions that call each other can nest. */
const maxFrames = 256;
const maxFunctionName = 80;

/** Reads stacks of one program. A learner controls the text, so only numbers and short names are taken from it. */
export class SourcePlaces {
  readonly #program: Program;
  #map: TraceMap | undefined;
  #running: RunningPlaces | undefined;

  constructor(program: Program) {
    this.#program = program;
  }

  trace(stack: string): Trace {
    const frames = this.#frames(stack);
    return { place: frames[0]?.place ?? null, stack: frames.map((frame) => this.#print(frame)) };
  }

  /** For interrupted code. `stack` is that of the interrupt's exception: its innermost position is exact. */
  traceOfRunning(stack: string): Trace {
    const [top = "", ...outer] = stack.split("\n", maxFrames);
    const running = readFrame(top, this.#program.file);
    // The innermost frame is a native function, or one of the guest library: the frame around it is in that call.
    if (running === null) return top.trim() === "" ? noTrace : this.trace(stack);
    const { js } = this.#program;
    const hasCaller = outer.some((line) => line.trim() !== "");
    this.#running ??= new RunningPlaces(js);
    const at = this.#running.find(interruptionOf(js, running, hasCaller));
    const place = at === null ? null : this.#original(placeAt(js, at));
    const first = place === null ? [] : [{ ...running, place }];
    return { place, stack: [...first, ...this.#frames(outer.join("\n"))].map((frame) => this.#print(frame)) };
  }

  /** For a stack read at any other time: the innermost function's position is that of its last call, which may be over. */
  traceOfCall(stack: string): Trace {
    const top = stack.split("\n", maxFrames).find((line) => !query.test(line)) ?? "";
    const isRunning = readFrame(top, this.#program.file) !== null || unknownFrame.test(top);
    return isRunning ? noTrace : this.trace(stack);
  }

  /** What the innermost frame of `stack` calls, when that is certain: the engine's "not a function" does not say. */
  callee(stack: string): string | null {
    const frame = readFrame(stack.split("\n", 1)[0] ?? "", this.#program.file);
    return frame === null ? null : calleeAt(this.#program.js, indexOf(this.#program.js, frame.place));
  }

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
    for (const line of stack.split("\n", maxFrames)) {
      const frame = readFrame(line, this.#program.file);
      const place = frame === null ? null : this.#original(frame.place);
      if (frame === null || place === null) continue;
      if (frames.push({ name: frame.name, place }) === framesKept) break;
    }
    return frames;
  }

  #original(place: Place): Place | null {
    if (this.#program.map === "") return place;
    this.#map ??= new TraceMap(this.#program.map);
    const found = originalPositionFor(this.#map, { line: place.line, column: place.column - 1 });
    return found.line === null ? null : { line: found.line, column: found.column + 1 };
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

/** The library's own frames while it reads the stack. */
const query = /^ *at (?:currentStack|where) \(<null>:/;
/** A function that has made no call yet. */
const unknownFrame = /\(missing\)$/;

/** The engine reports column 1 for a function that has evaluated nothing. Only the top level has code there. */
function interruptionOf(js: string, { name, place }: Frame, hasCaller: boolean): Interruption {
  const isEntered = place.column === 1 && (name !== "" || hasCaller);
  return isEntered ? { kind: "entered", name, line: place.line } : { kind: "after", name, at: indexOf(js, place) };
}

function indexOf(text: string, { line, column }: Place): number {
  let start = 0;
  for (let before = 1; before < line; before++) start = text.indexOf("\n", start) + 1;
  return start + column - 1;
}

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
  const earlier = js.slice(Math.max(0, at - maxStatement), at);
  const before = earlier.slice(Math.max(earlier.lastIndexOf(";\n"), earlier.lastIndexOf("}\n")) + 1);
  const after = js.slice(at, at + maxStatement).split(";\n", 1)[0] ?? "";
  const name = /^[A-Za-z_$][\w$]*(?=\(|`)/.exec(js.slice(at, at + maxName))?.[0];
  if (name === undefined) return calleeOfArguments(before, after);
  if (indirect.test(name)) return null;
  if (notCalled.test(before) || computedCall.test(before + after) || definition.test(after)) return null;
  const owner = /(?:[A-Za-z_$][\w$]*\??\.)*$/.exec(before)?.[0] ?? "";
  const rest = before.slice(0, before.length - owner.length);
  return /[.#\w$]$/.test(rest) ? name : owner + name;
}

/** A call is reported at its last argument that is a variable: the callee, if that call is the whole statement or its value. */
function calleeOfArguments(before: string, after: string): string | null {
  const callee = simpleCall.exec(before)?.[1];
  if (callee === undefined || indirect.test(callee) || /\.(?:call|apply|bind)$/.test(callee)) return null;
  return /^[\w$.\s,"']*\)$/.test(after) ? callee : null;
}

const simpleCall =
  /(?:^|[;{}]|=>|\s=|\b(?:await|return))\s*((?:[A-Za-z_$][\w$]*\??\.)*[A-Za-z_$][\w$]*)\([\w$.\s,"']*$/;

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
