// The store: what the front keeps for learners, as a contract that every database behind it meets the same way.
import type { RunResult } from "../protocol/checks.ts";
import type { Progress } from "../protocol/http.ts";
import type { Style } from "../protocol/lesson.ts";

/**
 * Every promise of a write settles only after its commit is on the disk: what was acknowledged survives `kill -9` and a
 * power cut. Reads see every write that was called before them. Whatever fails rejects with a `StoreError`.
 * Times are Unix milliseconds and come from the caller.
 */
export interface Store extends AsyncDisposable {
  /** Makes the learner known. Cheap when they are; everything else of an unknown learner rejects (`unknown`). */
  ensureLearner(learner: string, nowMs: number): Promise<void>;

  /** The learner's room for a lesson gets this id, which nobody can guess; an id that it has already stays for ever. */
  keepRoom(learner: string, lesson: string, room: string): Promise<{ readonly room: string }>;
  /** Null for a room that was never kept. */
  roomOf(learner: string, lesson: string): Promise<string | null>;
  room(room: string): Promise<RoomOwner | null>;

  /** Lets whoever brings the code that was hashed become this learner. Only the newest `most` codes of a learner count. */
  putDeviceCode(code: DeviceCodePut): Promise<void>;
  /** Whose code that is; null when there is none, or none any more. It may still be used. */
  deviceCode(hash: string, nowMs: number): Promise<string | null>;
  /** The same, and it is used up: of several who bring it at once, one gets the learner. */
  takeDeviceCode(hash: string, nowMs: number): Promise<string | null>;

  /**
   * Versions count from 1 for a learner and a lesson, over both styles. Source equal to the newest of its style makes
   * no new version and answers that one's number. Old versions are thinned out (`history.ts`).
   * What is laid aside is a version of the history alone: `latestCode` does not know it.
   * `onVersion` hears the number as soon as it is decided, before anything is on the disk: enough to begin loading with,
   * no acknowledgement. When the promise rejects, another save may get that number.
   */
  saveCode(save: CodeSave, onVersion?: (version: number) => void): Promise<{ readonly version: number }>;
  /** This version compiled and serves: `lastLoaded` answers it until another is marked. */
  markLoaded(learner: string, lesson: string, version: number): Promise<void>;
  latestCode(learner: string, lesson: string, style: Style): Promise<CodeVersion | null>;
  /** What served last, in whichever style; null when nothing ever loaded. */
  lastLoaded(learner: string, lesson: string): Promise<CodeVersion | null>;
  codeVersion(learner: string, lesson: string, version: number): Promise<CodeVersion | null>;
  /** Lessons of which the learner has saved code. */
  savedLessons(learner: string): Promise<readonly string[]>;
  /** Newest first. */
  history(learner: string, lesson: string, style: Style): Promise<readonly Snapshot[]>;

  /** A finished run. A cancelled one is no result: nothing is kept of it. */
  saveResult(learner: string, result: RunResult, nowMs: number): Promise<void>;
  latestResult(learner: string, lesson: string): Promise<RunResult | null>;
  /** The newest result of each lesson; `done` once any run of it has passed, for good. */
  progress(learner: string): Promise<Progress>;

  setting(name: string): Promise<string | null>;
  setSetting(name: string, value: string): Promise<void>;
  /** Keeps `initial` when there is none yet and answers what stands: every caller gets the same. */
  ensureSetting(name: string, initial: string): Promise<string>;

  /** Finishes what was called before, then closes; later calls reject (`closed`). Calling it again is harmless. */
  close(): Promise<void>;
}

export interface RoomOwner {
  readonly learner: string;
  readonly lesson: string;
}

export interface DeviceCodePut {
  readonly learner: string;
  readonly hash: string;
  readonly nowMs: number;
  readonly expiresAtMs: number;
  readonly most: number;
}

export interface CodeSave {
  readonly learner: string;
  readonly lesson: string;
  readonly style: Style;
  readonly source: string;
  readonly nowMs: number;
  readonly aside?: boolean;
}

export interface CodeVersion {
  readonly style: Style;
  readonly version: number;
  readonly source: string;
  readonly savedAtMs: number;
  /** It compiled and served at least once. */
  readonly loaded: boolean;
}

/** A version without its text: `bytes` of UTF-8 instead. */
export interface Snapshot {
  readonly version: number;
  readonly savedAtMs: number;
  readonly bytes: number;
  readonly loaded: boolean;
  readonly aside: boolean;
}

/**
 * `unknown`: a learner or version that is not there · `full`, `read-only`: the disk · `corrupt`: not a database, or damaged ·
 * `newer`: written by a later ws101 · `locked`: another process has it open · `closed` · `failed`: anything else.
 */
export type StoreErrorCode = "unknown" | "full" | "read-only" | "corrupt" | "newer" | "locked" | "closed" | "failed";

/** Our own trouble, in one sentence an operator can act on. Nothing that rejected was kept. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
