// Loads a visitor's version of a program into a room of the visitor's own, for a cell or a shared snippet. Nothing is stored.
import { setTimeout as sleep } from "node:timers/promises";
import type { LoadedCell } from "../../protocol/cell.ts";
import type { FrontParts } from "../front-parts.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Room, RoomRegistry } from "../rooms/room-registry.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { lessonTopic } from "../topics.ts";
import type { LearnerCode } from "./learner-code.ts";
import { refuseOversize } from "./saves.ts";

export interface UnstoredRoomsOptions extends Pick<FrontParts, "limits" | "budgets"> {
  readonly registry: RoomRegistry;
  readonly rooms: Rooms;
  readonly code: LearnerCode;
}

export interface UnstoredRun {
  readonly learner: string;
  /** What the room has in place of a lesson, for example `cell:models.owner.loop`. */
  readonly lesson: string;
  readonly source: string;
}

export type Loaded = Omit<LoadedCell, "url">;

/** Loads for one room that may wait; each keeps its text in memory. */
const waitingMost = 3;

export class UnstoredRooms {
  readonly #options: UnstoredRoomsOptions;
  readonly #waiting = new Map<string, number>();
  readonly #versions = new WeakMap<Room, number>();

  constructor(options: UnstoredRoomsOptions) {
    this.#options = options;
  }

  /** Counts as a save in the budgets. Throws 413 and 429. */
  async load(run: UnstoredRun): Promise<Loaded> {
    const { limits, budgets } = this.#options;
    refuseOversize(run.source, limits);
    const topic = lessonTopic(run.learner, run.lesson);
    const waiting = this.#waiting.get(topic) ?? 0;
    if (waiting >= waitingMost) throw tooManyRuns();
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

function tooManyRuns(): HttpProblem {
  const detail = "Several runs of this program are waiting. Try again in a second.";
  return new HttpProblem(429, detail, { headers: { "Retry-After": "1" } });
}
