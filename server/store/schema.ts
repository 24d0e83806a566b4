// The tables as queries see them: only text and numbers, so that they are the same in every database.

/** Booleans are 0 or 1, times are Unix milliseconds, and JSON is text. */
export interface Tables {
  learners: { id: string; created_at_ms: number };
  rooms: { id: string; learner: string; lesson: string };
  code: {
    learner: string;
    lesson: string;
    version: number;
    style: string;
    source: string;
    bytes: number;
    saved_at_ms: number;
    loaded: number;
    aside: number;
  };
  /** The version that loaded last; one row per learner and lesson. */
  serving: { learner: string; lesson: string; version: number };
  results: { learner: string; lesson: string; seq: number; result: string };
  progress: {
    learner: string;
    lesson: string;
    style: string;
    version: number;
    passed: string;
    failed: string;
    done: number;
    at_ms: number;
  };
  /** A learner's newest code has the largest `seq`. */
  device_codes: { hash: string; learner: string; expires_at_ms: number; seq: number };
  settings: { name: string; value: string };
}
