// The thread that highlights learners' code: shiki takes tens of milliseconds, which would block the front.
import { createHighlighter, type HighlightCache } from "../../course/highlight.ts";
import type { HighlightTask } from "./highlighter.ts";

const noCache: HighlightCache = { get: () => undefined, set: () => undefined, flush: () => undefined };
const { highlight } = createHighlighter(noCache);

export default function highlightTask({ source, language }: HighlightTask): string {
  return highlight(source, language);
}
