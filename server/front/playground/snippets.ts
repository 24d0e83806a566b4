// Snippets: shared programs that never change. Anyone with the link sees one; its creator and instructors delete it.
import { LRUCache } from "lru-cache";
import type { Course } from "../../course/load.ts";
import { type CreateSnippet, snippetIdSchema } from "../../protocol/snippet.ts";
import type { StoredSnippet, StoredSnippetSummary } from "../../store/playground.ts";
import type { FrontParts } from "../front-parts.ts";
import { limitReached } from "../gate/budgets.ts";
import { networkOf } from "../gate/learner-networks.ts";
import { isKey, keyFor } from "../gate/previews.ts";
import { Allowance } from "../gate/rate-limits.ts";
import { HttpProblem } from "../http/problem.ts";
import { refuseOversize } from "../learning/saves.ts";
import { type Creator, randomId, snippetIdLength, tooMany } from "./creator.ts";

export interface SnippetsOptions extends Pick<FrontParts, "secret" | "limits" | "store" | "topics"> {
  readonly course: Pick<Course, "templates">;
  /** The setting SHARING. */
  readonly sharing: boolean;
}

/** About 30 MB if all of them are as large as they may be. */
const snippetsKept = 200;

export class Snippets {
  readonly #options: SnippetsOptions;
  readonly #ofLearner: Allowance;
  readonly #ofAddress: Allowance;
  readonly #unknown: Allowance;
  /** Those that were requested last: a frame in a page that many read is one. */
  readonly #kept = new LRUCache<string, Promise<StoredSnippet | null>>({ max: snippetsKept });

  constructor(options: SnippetsOptions) {
    const { limits } = options;
    this.#options = options;
    this.#ofLearner = new Allowance(limits, "snippetsPerHour", "hour");
    this.#ofAddress = new Allowance(limits, "snippetsPerHourPerAddress", "hour");
    this.#unknown = new Allowance(limits, "unknownSnippetsPerMinute", "minute");
  }

  /** Throws a 403 where sharing is off. */
  requireSharing(): void {
    if (this.#options.sharing) return;
    throw new HttpProblem(403, "Sharing is turned off on this server.", { name: "sharing-off" });
  }

  /**
   * The learner's snippet with this title and text, made now or earlier. Throws a 403 where sharing is off, 409 and 503 for a
   * limit on what is stored, 413, and 429 for too many in an hour.
   */
  async create({ learner, address }: Creator, program: CreateSnippet): Promise<StoredSnippet> {
    this.requireSharing();
    const { limits, store } = this.#options;
    refuseOversize(program.handler, limits);
    refuseOversize(program.page ?? "", limits, "pageBytes");
    this.#ofLearner.take(learner);
    const network = networkOf(address);
    this.#ofAddress.take(network);
    const bytes = Buffer.byteLength(program.handler) + Buffer.byteLength(program.page ?? "");
    const own = { id: randomId(snippetIdLength), learner, bytes, createdAtMs: Date.now(), published: false };
    const { snippetsPerLearner: perLearner, snippetBytesPerServer: totalBytes } = limits;
    const created = await store.createSnippet({ ...program, ...own }, { perLearner, totalBytes });
    if (!created.ok) {
      const { limit } = created;
      if (limit === "snippetsPerLearner") throw tooMany(limit, limits[limit]);
      throw limitReached(limit, limits[limit], "Ask the operator of this server.");
    }
    if (!created.isNew) {
      this.#ofLearner.giveBack(learner);
      this.#ofAddress.giveBack(network);
    }
    return created.snippet;
  }

  /**
   * For anyone with the link; a template of the course is found by its slug. Throws a 404 for an id that does not exist, and
   * a 429 once too many of those were requested from this address; a 403 where sharing is off.
   */
  async find(id: string, address: string): Promise<StoredSnippet> {
    this.requireSharing();
    return this.#template(id) ?? (await this.#lookUp(id, address));
  }

  #template(slug: string): StoredSnippet | null {
    const found = this.#options.course.templates().find(({ template }) => template.slug === slug);
    if (found === undefined) return null;
    const { title, style, handler, page } = found.template;
    const bytes = Buffer.byteLength(handler) + Buffer.byteLength(page ?? "");
    return { id: slug, learner: "", title, style, handler, page, bytes, createdAtMs: 0, published: true };
  }

  async #lookUp(id: string, address: string): Promise<StoredSnippet> {
    const network = networkOf(address);
    const known = this.#kept.get(id);
    // Counted before the look-up, so that concurrent guesses count too. An id that was seen, or is being looked up, is not a guess.
    if (known !== undefined) this.#unknown.require(network);
    else this.#unknown.take(network);
    const snippet = await (known ?? this.#read(id));
    if (snippet === null) {
      throw new HttpProblem(404, "There is no such snippet. It may have been deleted.", { name: "no-snippet" });
    }
    if (known === undefined) this.#unknown.giveBack(network);
    return snippet;
  }

  /** Callers that ask meanwhile share the result. */
  async #read(id: string): Promise<StoredSnippet | null> {
    if (!snippetIdSchema.safeParse(id).success) return null;
    const reading = this.#options.store.snippet(id);
    this.#kept.set(id, reading);
    const snippet = await reading.catch(() => null);
    if (snippet === null && this.#kept.get(id) === reading) this.#kept.delete(id);
    return reading;
  }

  list(learner: string): Promise<readonly StoredSnippetSummary[]> {
    return this.#options.store.snippets(learner);
  }

  /** For its creator. Throws a 403 for everyone else. */
  async publish(id: string, { learner, address }: Creator, published: boolean): Promise<StoredSnippet> {
    const snippet = await this.find(id, address);
    if (snippet.learner !== learner) throw notYours();
    await this.#options.store.publishSnippet(id, published);
    this.#kept.delete(id);
    return { ...snippet, published };
  }

  /** For those who share without a browser, and so have no session by which to know them. Only its holder may learn it. */
  deleteKeyOf(id: string): string {
    return keyFor(this.#options.secret, `delete snippet ${id}`);
  }

  /** For its creator, for instructors, and with its key; also where sharing is off. Throws a 403 for everyone else. */
  async delete(id: string, { learner, address, isInstructor, key }: Deleter): Promise<void> {
    const snippet = await this.#lookUp(id, address);
    if (snippet.learner !== learner && !isInstructor) this.#requireKey(id, key, address);
    await this.#options.store.deleteSnippet(id);
    this.#kept.delete(id);
    this.#options.topics.publish("snippet.deleted", id);
  }

  /** A wrong key counts as a wrong id does, before it is compared. */
  #requireKey(id: string, key: string | null, address: string): void {
    if (key === null) throw notYours();
    const network = networkOf(address);
    this.#unknown.take(network);
    if (!isKey(key, this.deleteKeyOf(id))) {
      throw new HttpProblem(403, "This key is not the one that deletes this snippet.", { name: "wrong-key" });
    }
    this.#unknown.giveBack(network);
  }
}

export interface Deleter {
  /** Null for a visitor without a session. */
  readonly learner: string | null;
  readonly address: string;
  readonly isInstructor: boolean;
  /** Null for none. */
  readonly key: string | null;
}

function notYours(): HttpProblem {
  return new HttpProblem(403, "Only the creator of this snippet may do that.", { name: "not-yours" });
}
