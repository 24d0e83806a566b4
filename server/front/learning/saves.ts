// Saving: a learner's text is stored and compiled at once, and loaded when it has a number; one after the other, never an older over a newer.
import type { CompileResult } from "../../protocol/compile.ts";
import type { ReportedFault, ReportedProblem, Swap } from "../../protocol/host.ts";
import type { Conflict } from "../../protocol/http.ts";
import type { Style } from "../../protocol/lesson.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { Store } from "../../store/store.ts";
import type { Metrics } from "../http/metrics.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Events } from "../rooms/events.ts";
import type { Room } from "../rooms/front-room.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import type { LoadOutcome, Rooms } from "../rooms/rooms.ts";
import { type Programs, programOf } from "./compile-program.ts";
import { SaveQueues } from "./save-queue.ts";

export interface SaveRequest {
  readonly learner: string;
  readonly lesson: string;
  readonly style: Style;
  readonly source: string;
  readonly swap: Swap;
  /** The version that the text was made from: newer code is not overwritten then. */
  readonly base?: number;
  /** Only into the history: it neither loads nor counts as the newest. */
  readonly aside?: boolean;
}

export interface Overtaken {
  readonly saved: false;
  readonly conflict: Conflict;
}

export interface Saved {
  readonly saved: true;
  /** It compiled and serves. If not, the text is kept all the same. */
  readonly ok: boolean;
  readonly version: number;
  readonly problems: ReportedProblem[];
  readonly fault: ReportedFault | null;
  readonly serving: number;
  readonly loadMs: number;
  readonly room: string;
}

export interface SavesOptions {
  readonly limits: Limits;
  readonly store: Store;
  readonly registry: RoomRegistry;
  readonly programs: Programs;
  readonly rooms: Rooms;
  readonly events: Events;
  readonly metrics: Metrics;
}

export interface Saves {
  /** Throws an `HttpProblem` (413) for a text that is too long to keep. */
  save(request: SaveRequest): Promise<Saved | Overtaken>;
}

export function createSaves(options: SavesOptions): Saves {
  const queues = new SaveQueues((request) => (request.aside ? layAside(options, request) : saveNow(options, request)));
  return {
    async save(request) {
      refuseHuge(request.source, options.limits);
      return queues.add(request);
    },
  };
}

function refuseHuge(source: string, { sourceBytes }: Limits): void {
  const bytes = Buffer.byteLength(source);
  if (bytes <= sourceBytes) return;
  const detail = `The text is ${bytes} bytes long; at most ${sourceBytes} (limit sourceBytes) can be saved. Shorten it: what was saved before stays.`;
  const members = { limit: "sourceBytes", value: sourceBytes };
  throw new HttpProblem(413, detail, { name: "limit", members });
}

/** Saves of one learner and lesson run one by one, so nothing is saved between this check and the save. */
async function conflictOf(
  { store }: SavesOptions,
  { learner, lesson, style, source, base }: SaveRequest,
): Promise<Conflict | null> {
  if (base === undefined) return null;
  const newest = await store.latestCode(learner, lesson, style);
  if (newest === null || newest.version <= base || newest.source === source) return null;
  const { version, savedAtMs } = newest;
  return { version, savedAtMs, ageMs: Math.max(0, Date.now() - savedAtMs) };
}

async function layAside({ store, registry }: SavesOptions, request: SaveRequest): Promise<Saved> {
  const { learner, lesson, style, source } = request;
  const room = await registry.of(learner, lesson);
  void registry.keep(room);
  const { version } = await store.saveCode({ learner, lesson, style, source, nowMs: Date.now(), aside: true });
  const serving = room.program?.version ?? 0;
  return savedOf(room, version, { ok: true, serving, problems: [], fault: null, loadMs: 0, style: null });
}

async function saveNow(options: SavesOptions, request: SaveRequest): Promise<Saved | Overtaken> {
  const began = performance.now();
  const { store, programs, registry, metrics } = options;
  const { learner, lesson, style, source } = request;
  const conflict = await conflictOf(options, request);
  if (conflict !== null) return { saved: false, conflict };
  const room = await registry.of(learner, lesson);
  const version = Promise.withResolvers<number>();
  void registry.keep(room);
  const saving = store.saveCode({ learner, lesson, style, source, nowMs: Date.now() }, version.resolve);
  saving.catch(version.reject);
  const loading = Promise.all([version.promise, programs.compile(source)]).then(([decided, compiled]) =>
    load(options, request, room, decided, compiled),
  );
  // New code serves as soon as it is compiled and numbered; only the answer waits for the disk.
  const [kept, loaded] = await Promise.allSettled([saving, loading]);
  if (kept.status === "rejected") throw kept.reason;
  if (loaded.status === "rejected") throw notLoaded(kept.value.version, loaded.reason);
  const saved = loaded.value;
  tell(options, request, room, saved);
  metrics.count("ws101_saves_total", `loaded="${saved.ok}"`);
  metrics.count("ws101_save_ms_total", "", performance.now() - began);
  metrics.count("ws101_load_ms_total", "", saved.loadMs);
  return saved;
}

async function load(
  { rooms, store }: SavesOptions,
  { learner, lesson, swap }: SaveRequest,
  room: Room,
  version: number,
  compiled: CompileResult,
): Promise<Saved> {
  const { problems } = compiled;
  if (!compiled.ok) {
    const serving = room.program?.version ?? (await store.lastLoaded(learner, lesson))?.version ?? 0;
    return savedOf(room, version, { ok: false, serving, problems, fault: null, loadMs: 0, style: null });
  }
  const outcome = await rooms.load(room, programOf(version, compiled), swap);
  if (outcome.ok) await store.markLoaded(learner, lesson, version);
  return savedOf(room, version, { ...outcome, problems: [...outcome.problems, ...problems] });
}

function notLoaded(version: number, cause: unknown): HttpProblem {
  const why = cause instanceof HttpProblem ? ` ${cause.message}` : "";
  const detail = `Saved as version ${version}, but it could not be loaded just now.${why} Save it once more.`;
  const headers = { "Retry-After": "1" };
  return new HttpProblem(503, detail, { name: "not-loaded", members: { saved: true, version }, headers, cause });
}

function savedOf(room: Room, version: number, { ok, problems, fault, serving, loadMs }: LoadOutcome): Saved {
  return { saved: true, ok, version, problems, fault, serving, loadMs, room: room.id };
}

function tell({ events }: SavesOptions, { lesson, style, swap }: SaveRequest, room: Room, saved: Saved): void {
  const { version, serving, problems, fault, loadMs } = saved;
  events.publish(room.topic, { type: "load", lesson, style, version, serving, problems, fault, loadMs, swap });
}
