// Highlights learners' code for the first paint, in time or not at all; remembers the result by content.
import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { WorkerQueue } from "./worker-queue.ts";

/** Longer text is sent plain, because it would keep the thread from everyone else. */
const maxChars = 16_000;
const maxLineChars = 1_000;
const maxWaiting = 8;
/** In characters of HTML, of which there are about ten for each character of code. */
const cacheChars = 16_000_000;

export interface HighlightTask {
  readonly source: string;
  readonly language: "ts" | "html";
}

export class Highlighter implements AsyncDisposable {
  readonly #waitMs: number;
  readonly #queue: WorkerQueue<HighlightTask, string>;
  /** Empty: not worth another attempt. */
  readonly #cache = new LRUCache<string, string>({ maxSize: cacheChars, sizeCalculation: sizeOf });
  readonly #pending = new Map<string, Promise<string | null>>();

  /**
   * A document waits `waitMs` for its code. One text may take `deadlineMs`: a regular expression of shiki's may not hold the
   * thread.
   */
  constructor({ waitMs = 40, deadlineMs = 3_000 } = {}) {
    this.#waitMs = waitMs;
    this.#queue = new WorkerQueue({
      program: new URL("./highlight-thread.ts", import.meta.url),
      deadlineMs,
      idleMs: Number.POSITIVE_INFINITY,
      resourceLimits: { maxOldGenerationSizeMb: 192, stackSizeMb: 4 },
      warmUp: { source: "", language: "ts" },
    });
  }

  /** Null if the code is not highlighted in time; the next call then finds it in the cache. */
  async html(source: string, language: HighlightTask["language"] = "ts"): Promise<string | null> {
    const key = createHash("sha256").update(`${language}\0${source}`).digest("base64");
    const cached = this.#cache.get(key);
    if (cached !== undefined || isTooLong(source)) return cached || null;
    const pending = this.#pending.get(key) ?? this.#start(key, { source, language });
    if (pending === null) return null;
    const { promise: late, resolve } = Promise.withResolvers<null>();
    const timer = setTimeout(() => resolve(null), this.#waitMs);
    const html = await Promise.race([pending, late]);
    clearTimeout(timer);
    return html;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue[Symbol.asyncDispose]();
  }

  #start(key: string, task: HighlightTask): Promise<string | null> | null {
    if (this.#pending.size >= maxWaiting) return null;
    const pending = this.#queue
      .run(task)
      .catch(() => null)
      .then((html) => {
        this.#pending.delete(key);
        this.#cache.set(key, html ?? "");
        return html;
      });
    this.#pending.set(key, pending);
    return pending;
  }
}

/** With the key, so that an entry without HTML counts too. */
function sizeOf(html: string): number {
  return html.length + 100;
}

function isTooLong(source: string): boolean {
  return source.length > maxChars || source.split("\n").some((line) => line.length > maxLineChars);
}
