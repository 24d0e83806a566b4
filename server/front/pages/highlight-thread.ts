// The thread that colours learners' code for their documents: shiki takes tens of milliseconds, which the front has not.
import { parentPort } from "node:worker_threads";
import { createHighlighter } from "../../course/highlight.ts";
import type { HighlightMemory } from "../../course/highlight-memory.ts";

export interface HighlightCall {
  readonly id: number;
  readonly source: string;
}

/** Null: shiki could not read it. */
export interface HighlightReply {
  readonly id: number;
  readonly html: string | null;
}

const forgetful: HighlightMemory = { get: () => undefined, set: () => undefined, keep: () => undefined };
const { highlight } = createHighlighter(forgetful);

function colour(source: string): string | null {
  try {
    return highlight(source, "ts");
  } catch {
    return null;
  }
}

highlight("", "ts");
// Said once, when shiki is there: what is asked for before has to wait.
parentPort?.postMessage("ready");
parentPort?.on("message", ({ id, source }: HighlightCall) => {
  const reply: HighlightReply = { id, html: colour(source) };
  parentPort?.postMessage(reply);
});
