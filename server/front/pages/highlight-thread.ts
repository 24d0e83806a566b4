// The thread that colours learners' code for their documents: shiki takes tens of milliseconds, which the front has not.
import { parentPort } from "node:worker_threads";
import { createHighlighter, type HighlightCache } from "../../course/highlight.ts";

export interface HighlightCall {
  readonly id: number;
  readonly source: string;
}

/** Null: shiki could not read it. */
export interface HighlightReply {
  readonly id: number;
  readonly html: string | null;
}

const noCache: HighlightCache = { get: () => undefined, set: () => undefined, flush: () => undefined };
const { highlight } = createHighlighter(noCache);

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
