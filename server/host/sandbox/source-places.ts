// From the engine's stack to places in the learner's own file.
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Program } from "../../protocol/guest.ts";
import { calleeAt } from "./callee.ts";
import { findRunningLoop } from "./running-loop.ts";

/** 1-based, as editors count. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Trace {
  /** The innermost place in the learner's file; null when none of the frames is in it. */
  readonly place: Place | null;
  /** The frames in the learner's file, innermost first, for example `at handle (handler.ts:4:9)`. */
  readonly stack: readonly string[];
}

export const noTrace: Trace = { place: null, stack: [] };

const framesKept = 10;
const mostFrames = 64;
const mostFunctionName = 80;

/** Reads stacks of one program. The text is a learner's: whatever it says, only numbers and short names come of it. */
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

  /** The same for code that was stopped while it ran: the engine knows the last call, the loop stands after it. */
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

  /** The place of the static import of `specifier`. */
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

  /** The frames in the program as the engine ran it. */
  #generated(stack: string): Frame[] {
    const frames: Frame[] = [];
    for (const line of stack.split("\n", mostFrames)) {
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

/** `    at name (file:line:column)`, the way the engine writes it; null for anything else and for other files. */
function readFrame(line: string, file: string): Frame | null {
  const found = line.length > 1000 ? null : position.exec(line);
  const before = found?.[1] ?? "";
  if (found === null || !before.endsWith(file)) return null;
  const head = before.slice(0, before.length - file.length);
  if (!/[ (]$/.test(head)) return null;
  const name = head.replace(/^ *at /, "").replace(/ ?\($/, "");
  const place = { line: Number(found[2]), column: Number(found[3]) };
  if (place.line < 1 || place.column < 1) return null;
  return { name: /^<(anonymous|eval)>$/.test(name) ? "" : name.trim().slice(0, mostFunctionName), place };
}

function indexOf(text: string, { line, column }: Place): number {
  let start = 0;
  for (let before = 1; before < line; before++) start = text.indexOf("\n", start) + 1;
  return start + column - 1;
}

/** The place of a character in a text. */
export function placeAt(text: string, at: number): Place {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return { line, column: at - before.lastIndexOf("\n") };
}
