// Regular expressions whose time grows with the text and never explodes: a machine in all its states at once.
import { type PatternNode, PatternProblem, PatternReader, word } from "./pattern-source.ts";

export type Pattern =
  | { readonly ok: true; readonly test: (text: string) => boolean }
  | { readonly ok: false; readonly problem: string };

/** One step of the machine; `go` are the next ones. */
type Step =
  | { readonly is: "set"; readonly has: (code: number) => boolean }
  | { readonly is: "split"; go: number[] }
  | { readonly is: "place"; readonly place: Extract<PatternNode, { is: "place" }>["place"] }
  | { readonly is: "found" };

const mostSteps = 400;
const mostCharacters = 200;

/** JavaScript's syntax without back references and lookaround; characters are UTF-16 units. */
export function compilePattern(source: string, ignoreCase: boolean): Pattern {
  if (source.length > mostCharacters)
    return { ok: false, problem: `A pattern has at most ${mostCharacters} characters.` };
  try {
    const steps: Step[] = [];
    emit(steps, new PatternReader(source, ignoreCase).read());
    steps.push({ is: "found" });
    return { ok: true, test: (text) => run(steps, text) };
  } catch (error) {
    if (error instanceof PatternProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

function emit(steps: Step[], node: PatternNode): void {
  if (steps.length > mostSteps) throw new PatternProblem("The pattern repeats too much; a shorter one will do.");
  switch (node.is) {
    case "set":
    case "place":
      steps.push(node);
      break;
    case "sequence":
      for (const part of node.nodes) emit(steps, part);
      break;
    case "choice":
      emitChoice(steps, node.nodes);
      break;
    case "repeat":
      emitRepeat(steps, node);
      break;
    default:
      node satisfies never;
  }
}

function emitChoice(steps: Step[], nodes: readonly PatternNode[]): void {
  const fork = split(steps);
  const ends = nodes.map((node) => {
    fork.go.push(steps.length);
    emit(steps, node);
    return split(steps);
  });
  for (const end of ends) end.go.push(steps.length);
}

function emitRepeat(steps: Step[], { node, min, max }: Extract<PatternNode, { is: "repeat" }>): void {
  for (let n = 0; n < min; n++) emit(steps, node);
  if (max === Number.POSITIVE_INFINITY) emitLoop(steps, node);
  else emitOptional(steps, node, max - min);
}

function emitOptional(steps: Step[], node: PatternNode, times: number): void {
  const ways: { go: number[] }[] = [];
  for (let n = 0; n < times; n++) {
    const way = split(steps);
    way.go.push(steps.length);
    ways.push(way);
    emit(steps, node);
  }
  for (const way of ways) way.go.push(steps.length);
}

function emitLoop(steps: Step[], node: PatternNode): void {
  const at = steps.length;
  const way = split(steps);
  way.go.push(steps.length);
  emit(steps, node);
  split(steps).go.push(at);
  way.go.push(steps.length);
}

function split(steps: Step[]): { go: number[] } {
  const step: Step = { is: "split", go: [] };
  steps.push(step);
  return step;
}

/** Each step is in the set at most once a character: steps × characters bounds the work. */
function run(steps: readonly Step[], text: string): boolean {
  const seenAt = new Int32Array(steps.length).fill(-1);
  let now: number[] = [];
  for (let at = 0; at <= text.length; at++) {
    now.push(0);
    const next: number[] = [];
    for (let index = 0; index < now.length; index++) {
      const number = now[index] ?? 0;
      if (seenAt[number] === at) continue;
      seenAt[number] = at;
      const step = steps[number];
      if (step === undefined) continue;
      if (step.is === "found") return true;
      if (step.is === "split") now.push(...step.go);
      else if (step.is === "place") {
        if (stands(step.place, text, at)) now.push(number + 1);
      } else if (at < text.length && step.has(text.charCodeAt(at))) next.push(number + 1);
    }
    now = next;
  }
  return false;
}

function stands(place: Extract<PatternNode, { is: "place" }>["place"], text: string, at: number): boolean {
  if (place === "start") return at === 0;
  if (place === "end") return at === text.length;
  const isEdge = word(text.charCodeAt(at - 1)) !== word(text.charCodeAt(at));
  return place === "edge" ? isEdge : !isEdge;
}
