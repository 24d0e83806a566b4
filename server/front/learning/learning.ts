// What learners do: saving code, running checks, moving to another device.

import type { Logger } from "pino";
import { Checker } from "../../checks/checker.ts";
import type { Course } from "../../course/load.ts";
import type { Spares } from "../../processes/supervisor.ts";
import { CheckRooms, type CheckRoomsOptions } from "../rooms/check-rooms.ts";
import { DeviceCodes } from "./device-codes.ts";
import { Runs } from "./runs.ts";
import { Saves, type SavesOptions } from "./saves.ts";

export interface LearningOptions extends SavesOptions, CheckRoomsOptions {
  readonly course: Course;
  readonly secret: string;
  readonly log: Logger;
  readonly spares: Spares;
}

export interface Learning extends AsyncDisposable {
  readonly saves: Saves;
  readonly runs: Runs;
  readonly deviceCodes: DeviceCodes;
  /** Starts the checker ahead of the first run. */
  start(): void;
}

export function createLearning(options: LearningOptions): Learning {
  const { limits, log, spares, store, secret } = options;
  const checkRooms = new CheckRooms(options);
  const checker = new Checker({ limits, log, spares, onRequest: (request) => checkRooms.handle(request) });
  return {
    saves: new Saves(options),
    runs: new Runs({ ...options, checkRooms, checker }),
    deviceCodes: new DeviceCodes(store, secret),
    start: () => checker.start(),
    [Symbol.asyncDispose]: () => checker[Symbol.asyncDispose](),
  };
}
