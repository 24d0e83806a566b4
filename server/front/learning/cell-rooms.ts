// Runs cells: loads a visitor's version of a cell's program into the visitor's own room for that cell. Nothing is stored.
import type { Cell } from "../../course/cell.ts";
import { cellLesson, type LoadedCell } from "../../protocol/cell.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { Budgets } from "../gate/budgets.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Room, RoomRegistry } from "../rooms/room-registry.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { lessonTopic } from "../topics.ts";
import type { LearnerCode } from "./learner-code.ts";
import { refuseOversize } from "./saves.ts";

export interface CellRoomsOptions {
  readonly limits: Limits;
  readonly registry: RoomRegistry;
  readonly rooms: Rooms;
  readonly code: LearnerCode;
  readonly budgets: Budgets;
}

export interface CellRun {
  readonly learner: string;
  readonly cell: Cell;
  readonly source: string;
}

type Loaded = Omit<LoadedCell, "url">;

/** Loads for one room that may wait; each keeps its text in memory. */
const waitingMost = 3;

export class CellRooms {
  readonly #options: CellRoomsOptions;
  readonly #waiting = new Map<string, number>();
  readonly #versions = new WeakMap<Room, number>();

  constructor(options: CellRoomsOptions) {
    this.#options = options;
  }

  /** Counts as a save in the budgets. Throws 413 and 429. */
  async load(run: CellRun): Promise<Loaded> {
    const { limits, budgets } = this.#options;
    refuseOversize(run.source, limits);
    const topic = lessonTopic(run.learner, cellLesson(run.cell.id));
    const waiting = this.#waiting.get(topic) ?? 0;
    if (waiting >= waitingMost) throw tooManyRuns();
    const pauseMs = budgets.saves.take(budgets.ownerOf(run.learner), performance.now());
    this.#waiting.set(topic, waiting + 1);
    try {
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      return await this.#load(run);
    } finally {
      const left = (this.#waiting.get(topic) ?? 1) - 1;
      if (left === 0) this.#waiting.delete(topic);
      else this.#waiting.set(topic, left);
    }
  }

  async #load({ learner, cell, source }: CellRun): Promise<Loaded> {
    const { code, rooms, registry } = this.#options;
    const lesson = cellLesson(cell.id);
    const compiled = await code.compile(learner, source);
    const { problems } = compiled;
    if (!compiled.ok) return { ok: false, problems, fault: null, room: await registry.idOf(learner, lesson) };
    const room = await registry.of(learner, lesson);
    const version = (this.#versions.get(room) ?? 0) + 1;
    this.#versions.set(room, version);
    // Each run starts afresh: no sockets and no state of the last one.
    const loaded = await rooms.load(room, code.program(version, compiled), "restart");
    return { ok: loaded.ok, problems: [...loaded.problems, ...problems], fault: loaded.fault, room: room.id };
  }
}

function tooManyRuns(): HttpProblem {
  const detail = "Several runs of this example are waiting. Try again in a second.";
  return new HttpProblem(429, detail, { headers: { "Retry-After": "1" } });
}
