// Saves: each text is stored, compiled and loaded into the learner's room, one save of a lesson after the other. And code that is
// loaded without being stored, for cells and shared snippets.
import { setTimeout as sleep } from "node:timers/promises";
import type { LoadedCell } from "../../protocol/cell.ts";
import type { CompileResult } from "../../protocol/compile.ts";
import type { Conflict, SaveCode, SavedCode, SaveResult } from "../../protocol/http.ts";
import { draftOf, draftOfPage, playLesson } from "../../protocol/lesson-names.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { FrontParts } from "../front-parts.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Room, RoomRegistry } from "../rooms/room-registry.ts";
import type { LoadOutcome, Rooms } from "../rooms/rooms.ts";
import { lessonTopic } from "../topics.ts";
import type { LearnerCode } from "./learner-code.ts";

export interface SaveRequest extends Omit<SaveCode, "aside"> {
  readonly aside?: boolean | undefined;
  readonly learner: string;
  readonly lesson: string;
  /** The instructor who saves it for the learner. */
  readonly by?: string | undefined;
}

export interface Saved extends Omit<SavedCode, "url"> {
  /** It runs. If false, the text is stored all the same. */
  readonly ok: boolean;
}

/** Nothing was saved, because newer code exists. */
type NotSaved = Exclude<SaveResult, SavedCode>;

export interface SavesOptions extends Pick<FrontParts, "limits" | "store" | "topics" | "metrics" | "budgets"> {
  readonly registry: RoomRegistry;
  readonly code: LearnerCode;
  readonly rooms: Rooms;
}

/** Saves that may wait, each to be carried out; further ones replace the text of the last. */
const queueLength = 20;

interface Job {
  request: SaveRequest;
  /** The delay before it starts, for a learner who exceeds the rate. */
  readonly pauseMs: number;
  readonly result: PromiseWithResolvers<Saved | NotSaved>;
}

export class Saves {
  readonly #options: SavesOptions;
  readonly #queues = new Map<string, Job[]>();

  constructor(options: SavesOptions) {
    this.#options = options;
  }

  /** Resolves with the result for this text, or for a newer one that replaced it in the queue. Throws 413 and 429. */
  async save(request: SaveRequest): Promise<Saved | NotSaved> {
    const { limits } = this.#options;
    refuseOversize(request.source, limits, draftOfPage(request.lesson) === null ? "sourceBytes" : "pageBytes");
    const topic = lessonTopic(request.learner, request.lesson);
    const jobs = this.#queues.get(topic) ?? [];
    const last = jobs.at(-1);
    // The first job is already running.
    const isReplaceable = jobs.length > 1 && last !== undefined && canReplace(last.request, request);
    if (isReplaceable && (last.pauseMs > 0 || jobs.length > queueLength)) {
      last.request = request;
      return last.result.promise;
    }
    if (jobs.length > 2 * queueLength) throw tooManyWait("Too many saves of this lesson");
    const { budgets } = this.#options;
    const pauseMs = budgets.saves.take(budgets.ownerOf(request.learner), performance.now());
    const job: Job = { request, pauseMs, result: Promise.withResolvers() };
    jobs.push(job);
    this.#queues.set(topic, jobs);
    if (jobs.length === 1) void this.#run(topic, jobs);
    return job.result.promise;
  }

  async #run(topic: string, jobs: Job[]): Promise<void> {
    for (let job = jobs[0]; job !== undefined; job = jobs[0]) {
      if (job.pauseMs > 0) await sleep(job.pauseMs);
      const { request, result } = job;
      const isLoaded = !request.aside && draftOfPage(request.lesson) === null;
      await (isLoaded ? this.#save(request) : this.#keep(request)).then(result.resolve, result.reject);
      jobs.shift();
    }
    this.#queues.delete(topic);
  }

  get #quota() {
    const { diskBytesPerLearner, diskBytesPerServer } = this.#options.limits;
    return { learnerBytes: diskBytesPerLearner, totalBytes: diskBytesPerServer };
  }

  /** Stores what is not loaded: a client page, and text that goes into the history only. */
  async #keep(request: SaveRequest): Promise<Saved | NotSaved> {
    const { learner, lesson } = request;
    const conflict = request.aside ? null : await this.#conflict(request);
    if (conflict !== null) return { saved: false, conflict };
    const draft = draftOfPage(lesson);
    const room = await this.#options.registry.of(learner, draft === null ? lesson : playLesson(draft));
    const { version } = await this.#store(room, request);
    const kept = saved(room, version, { ...notLoaded, ok: true, serving: room.program?.version ?? 0 });
    // The learner's other pages follow the draft, and so its client page.
    if (draft !== null && !request.aside) this.#report(request, room, { ...kept, serving: version });
    return kept;
  }

  async #store(room: Room, request: SaveRequest, onVersion?: (version: number) => void) {
    const { store, registry } = this.#options;
    const { learner, lesson, style, source, by, aside = false } = request;
    const nowMs = Date.now();
    void registry.keep(room);
    const draft = draftOf(room.lesson);
    const [kept] = await Promise.all([
      store.saveCode({ learner, lesson, style, source, by, aside, nowMs, quota: this.#quota }, onVersion),
      draft === null ? null : store.changeDraft({ learner, id: draft }, { nowMs }),
    ]);
    return kept;
  }

  async #save(request: SaveRequest): Promise<Saved | NotSaved> {
    const startedMs = performance.now();
    const { code, registry, metrics } = this.#options;
    const { learner, lesson, source } = request;
    const conflict = await this.#conflict(request);
    if (conflict !== null) return { saved: false, conflict };
    const room = await registry.of(learner, lesson);
    const version = Promise.withResolvers<number>();
    const saving = this.#store(room, request, version.resolve);
    saving.catch(version.reject);
    // New code runs as soon as it is compiled and has a version; only the response waits for the disk.
    const loading = Promise.all([version.promise, code.compile(learner, source)]).then(([number, compiled]) =>
      this.#load(request, room, number, compiled),
    );
    const [kept, loaded] = await Promise.allSettled([saving, loading]);
    if (kept.status === "rejected") throw kept.reason;
    if (loaded.status === "rejected") throw loadFailed(kept.value.version, loaded.reason);
    const result = loaded.value;
    this.#publish(request, room, result);
    metrics.count("ws101_saves_total", `loaded="${result.ok}"`);
    metrics.count("ws101_save_ms_total", "", performance.now() - startedMs);
    metrics.count("ws101_load_ms_total", "", result.loadMs);
    return result;
  }

  /** Saves of one lesson run one by one, so nothing is saved between this check and the save. */
  async #conflict({ learner, lesson, style, source, base }: SaveRequest): Promise<Conflict | null> {
    if (base === undefined) return null;
    const newest = await this.#options.store.latestCode(learner, lesson, style);
    if (newest === null || newest.version <= base || newest.source === source) return null;
    const { version, savedAtMs, by } = newest;
    return { version, savedAtMs, ageMs: Math.max(0, Date.now() - savedAtMs), ...(by !== undefined && { by }) };
  }

  async #load(
    { learner, lesson, swap }: SaveRequest,
    room: Room,
    version: number,
    compiled: CompileResult,
  ): Promise<Saved> {
    const { rooms, store, code } = this.#options;
    const { problems } = compiled;
    if (!compiled.ok) {
      const serving = room.program?.version ?? (await store.lastLoaded(learner, lesson))?.version ?? 0;
      return saved(room, version, { ...notLoaded, serving, problems });
    }
    const outcome = await rooms.load(room, code.program(version, compiled), swap);
    if (outcome.ok) await store.markLoaded(learner, lesson, version);
    return saved(room, version, { ...outcome, problems: [...outcome.problems, ...problems] });
  }

  #publish(request: SaveRequest, room: Room, result: Saved): void {
    const { learner, lesson, by } = request;
    this.#report(request, room, result);
    const [isRunning, isOwn] = [result.ok, by === undefined];
    this.#options.topics.publish("learner.event", { learner, what: "saved", lesson, isRunning, isOwn });
  }

  #report({ lesson, style, swap, by }: SaveRequest, { topic }: Room, result: Saved): void {
    const { version, serving, problems, fault, loadMs } = result;
    const load = { type: "load", lesson, style, version, serving, problems, fault, loadMs, swap } as const;
    this.#options.topics.publish(topic, by === undefined ? load : { ...load, by });
  }
}

type SizeLimit = "sourceBytes" | "pageBytes";

/** Throws a 413 for a text that is too long. */
export function refuseOversize(source: string, limits: Limits, limit: SizeLimit = "sourceBytes"): void {
  const bytes = Buffer.byteLength(source);
  const value = limits[limit];
  if (bytes <= value) return;
  const what = limit === "pageBytes" ? "client page" : "text";
  const detail = `The ${what} is ${bytes} bytes long; the limit is ${value}. The last saved version is unchanged.`;
  throw new HttpProblem(413, detail, { name: "limit", members: { limit, value } });
}

const notLoaded: LoadOutcome = { ok: false, serving: 0, problems: [], fault: null, loadMs: 0, style: null };

function saved(room: Room, version: number, { ok, problems, fault, serving, loadMs }: LoadOutcome): Saved {
  return { saved: true, ok, version, problems, fault, serving, loadMs, room: room.id };
}

/**
 * A page waits for each save's response, so two saves with a `base` come from two pages and both count. Texts that are set
 * aside are each kept.
 */
function canReplace(older: SaveRequest, newer: SaveRequest): boolean {
  return (
    newer.style === older.style &&
    newer.by === older.by &&
    [newer, older].every(({ base, aside }) => base === undefined && !aside)
  );
}

function loadFailed(version: number, cause: unknown): HttpProblem {
  const reason = cause instanceof HttpProblem ? ` ${cause.message}` : "";
  const detail = `Saved as version ${version}, but it could not be loaded.${reason} Save again to retry.`;
  const members = { saved: true, version };
  return new HttpProblem(503, detail, { name: "not-loaded", members, retryAfterS: 1, cause });
}

function tooManyWait(what: string): HttpProblem {
  return new HttpProblem(429, `${what} are waiting. Try again in a second.`, { retryAfterS: 1 });
}

/** `lesson`: what the room has in place of one, for example `cell:models.owner.loop`. */
type UnstoredRun = Pick<SaveRequest, "learner" | "lesson" | "source">;

export type Loaded = Omit<LoadedCell, "url">;

/** Loads for one room that may wait; each keeps its text in memory. */
const loadsWaiting = 3;

/** Loads a visitor's version of a program into a room of the visitor's own, for a cell or a shared snippet. Nothing is stored. */
export class UnstoredRooms {
  readonly #options: SavesOptions;
  readonly #waiting = new Map<string, number>();
  readonly #versions = new WeakMap<Room, number>();

  constructor(options: SavesOptions) {
    this.#options = options;
  }

  /** Counts as a save in the budgets. Throws 413 and 429. */
  async load(run: UnstoredRun): Promise<Loaded> {
    const { limits, budgets } = this.#options;
    refuseOversize(run.source, limits);
    const topic = lessonTopic(run.learner, run.lesson);
    const waiting = this.#waiting.get(topic) ?? 0;
    if (waiting >= loadsWaiting) throw tooManyWait("Several runs of this program");
    const pauseMs = budgets.saves.take(budgets.ownerOf(run.learner), performance.now());
    this.#waiting.set(topic, waiting + 1);
    try {
      if (pauseMs > 0) await sleep(pauseMs);
      return await this.#load(run);
    } finally {
      const left = (this.#waiting.get(topic) ?? 1) - 1;
      if (left === 0) this.#waiting.delete(topic);
      else this.#waiting.set(topic, left);
    }
  }

  async #load({ learner, lesson, source }: UnstoredRun): Promise<Loaded> {
    const { code, rooms, registry } = this.#options;
    const compiled = await code.compile(learner, source);
    const { problems } = compiled;
    if (!compiled.ok)
      return { ok: false, problems, fault: null, version: 0, room: await registry.idOf(learner, lesson) };
    const room = await registry.of(learner, lesson);
    const version = (this.#versions.get(room) ?? 0) + 1;
    this.#versions.set(room, version);
    // Each run starts afresh: no sockets and no state of the last one.
    const loaded = await rooms.load(room, code.program(version, compiled), "restart");
    return { ok: loaded.ok, problems: [...loaded.problems, ...problems], fault: loaded.fault, version, room: room.id };
  }
}
