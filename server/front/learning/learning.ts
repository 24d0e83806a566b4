// Parts that serve learners: saving code, running checks, moving to another device.
import { createHmac, randomInt } from "node:crypto";
import { Checker } from "../../checks/checker.ts";
import type { Spares } from "../../processes/supervisor.ts";
import type { DeviceCode } from "../../protocol/http.ts";
import type { DoneHere } from "../../protocol/lesson.ts";
import { isCourseLesson, isPlayLesson } from "../../protocol/lesson-names.ts";
import type { Store } from "../../store/store.ts";
import type { FrontParts } from "../front-parts.ts";
import { CheckRooms, type CheckRoomsOptions } from "../rooms/check-rooms.ts";
import { Projects } from "./projects.ts";
import { Runs } from "./runs.ts";
import { Saves, type SavesOptions, UnstoredRooms } from "./saves.ts";

export interface LearningOptions extends FrontParts, SavesOptions, CheckRoomsOptions {
  readonly spares: Spares;
}

export type Learning = Readonly<ReturnType<typeof createLearning>>;

export function createLearning(options: LearningOptions) {
  const { limits, log, spares, store, secret } = options;
  const checkRooms = new CheckRooms(options);
  const checker = new Checker({ limits, log, spares, onRequest: (request) => checkRooms.handle(request) });
  return {
    saves: new Saves(options),
    unstoredRooms: new UnstoredRooms(options),
    runs: new Runs({ ...options, checkRooms, checker }),
    projects: new Projects(options),
    checker,
    checkRooms,
    deviceCodes: new DeviceCodes(store, secret),
    /** Starts the checker ahead of the first run. */
    start: () => checker.start(),
    [Symbol.asyncDispose]: () => checker[Symbol.asyncDispose](),
  };
}

/** What a learner has done: shown before a browser becomes another learner. */
export async function doneBy(store: Store, learner: string): Promise<DoneHere> {
  const [saved, { lessons }] = await Promise.all([store.savedLessons(learner), store.progress(learner)]);
  return {
    lessons: saved.filter(isCourseLesson).length,
    done: lessons.filter(({ done }) => done).length,
    drafts: saved.filter(isPlayLesson).length,
  };
}

export const nothingDone: DoneHere = { lessons: 0, done: 0, drafts: 0 };

/** Without look-alikes: 0 and O, 1 and I. */
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const length = 8;
const shape = new RegExp(`^[${letters}]{${length}}$`);

const validMs = 10 * 60_000;
/** A further code invalidates the learner's oldest. */
const codesPerLearner = 3;

/** Short codes that move a learner to another device: easy to read aloud, valid once and for ten minutes. */
class DeviceCodes {
  readonly #store: Store;
  readonly #secret: string;

  constructor(store: Store, secret: string) {
    this.#store = store;
    this.#secret = secret;
  }

  async issue(learner: string): Promise<DeviceCode> {
    const code = Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
    const nowMs = Date.now();
    const expiresAtMs = nowMs + validMs;
    await Promise.all([
      this.#store.ensureLearner(learner, nowMs),
      this.#store.putDeviceCode({ learner, hash: this.#hash(code), nowMs, expiresAtMs, most: codesPerLearner }),
    ]);
    return { code: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAtMs };
  }

  /** The learner that the code belongs to; null for a code that is wrong, expired or used. It remains valid. */
  async ownerOf(code: string): Promise<string | null> {
    const hash = this.#parse(code);
    return hash === null ? null : this.#store.deviceCode(hash, Date.now());
  }

  /** Like `ownerOf`, but the code is used up. */
  async redeem(code: string): Promise<string | null> {
    const hash = this.#parse(code);
    return hash === null ? null : this.#store.takeDeviceCode(hash, Date.now());
  }

  #parse(code: string): string | null {
    const letters = code.toUpperCase().replace(/[\s-]/g, "");
    return shape.test(letters) ? this.#hash(letters) : null;
  }

  /** Keyed: otherwise an attacker with a copy of the store could try all 40 bits. */
  #hash(code: string): string {
    return createHmac("sha256", this.#secret).update(`device code:${code}`).digest("base64url");
  }
}
