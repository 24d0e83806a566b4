// Paints cards on request, once for each content: a thread paints, and the pictures are cached in memory and on disk.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LRUCache } from "lru-cache";
import { HttpProblem } from "../http/problem.ts";
import type { Card } from "./card.ts";
import { WorkerQueue } from "./worker-queue.ts";

const standardFolder = fileURLToPath(new URL("../../../build/cards", import.meta.url));
/** Part of every key: a changed layout paints every card again. */
const layoutHash = createHash("sha256")
  .update(readFileSync(new URL("./card.ts", import.meta.url)))
  .digest("hex");

/** Pictures in memory, about 60 KB each. */
const picturesKept = 200;
/** Further cards of visitors' programs are refused: each takes the thread tens of milliseconds. */
const maxWaiting = 20;

export class Cards implements AsyncDisposable {
  readonly #cache: PictureCache;
  readonly #queue: WorkerQueue<Card, Uint8Array<ArrayBuffer>>;
  readonly #pending = new Map<string, Promise<Buffer>>();
  painted = 0;

  /** `folder` keeps pictures for the next start; painting one may take `deadlineMs`. */
  constructor({ folder = standardFolder, deadlineMs = 10_000 } = {}) {
    this.#cache = new PictureCache(folder);
    this.#queue = new WorkerQueue({
      program: new URL("./painter.ts", import.meta.url),
      deadlineMs,
      idleMs: 10_000,
      resourceLimits: { maxOldGenerationSizeMb: 192 },
    });
  }

  /** A PNG of 1200 × 630. Simultaneous calls for the same card share one picture. */
  png(card: Card): Promise<Buffer> {
    return this.#png(card, true);
  }

  /** The card of a visitor's program, which is not kept on disk. Throws a 503 while too many wait. */
  visitorsPng(card: Card): Promise<Buffer> {
    if (this.#pending.size >= maxWaiting) {
      throw new HttpProblem(503, "Many pictures are being painted. Try again in a moment.", { retryAfterS: 2 });
    }
    return this.#png(card, false);
  }

  #png(card: Card, isStored: boolean): Promise<Buffer> {
    const key = createHash("sha256").update(layoutHash).update(JSON.stringify(card)).digest("hex").slice(0, 32);
    const png = this.#pending.get(key) ?? this.#load(key, card, isStored).finally(() => this.#pending.delete(key));
    this.#pending.set(key, png);
    return png;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue[Symbol.asyncDispose]();
  }

  async #load(key: string, card: Card, isStored: boolean): Promise<Buffer> {
    const cached = await this.#cache.get(key);
    if (cached !== null) return cached;
    this.painted++;
    const { buffer } = await this.#queue.run(card).catch((error: Error) => {
      throw new Error(`The card could not be painted. ${error.message}`);
    });
    const png = Buffer.from(buffer);
    await this.#cache.set(key, png, isStored);
    return png;
  }
}

/** The first bytes of every PNG, and the type of its last chunk: a truncated file is painted again. */
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const lastChunk = Buffer.from("IEND");

class PictureCache {
  readonly #folder: string;
  readonly #pictures = new LRUCache<string, Buffer>({ max: picturesKept });

  constructor(folder: string) {
    this.#folder = folder;
  }

  async get(key: string): Promise<Buffer | null> {
    const png = this.#pictures.get(key) ?? (await readFile(join(this.#folder, `${key}.png`)).catch(() => null));
    if (!png?.subarray(0, 8).equals(signature) || !png.subarray(-12).includes(lastChunk)) return null;
    this.#pictures.set(key, png);
    return png;
  }

  /** If the folder cannot be written, the next start paints again. */
  async set(key: string, png: Buffer, isStored: boolean): Promise<void> {
    this.#pictures.set(key, png);
    if (!isStored) return;
    const temporary = join(this.#folder, `${key}.${process.pid}`);
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(temporary, png);
      await rename(temporary, join(this.#folder, `${key}.png`));
    } catch {
      return;
    }
  }
}
