// The tables as queries see them: plain text and numbers, the same in every database.

/** Booleans are 0 or 1, times are Unix milliseconds, JSON is text: no database's own types are needed. */
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
  /** The version that loaded last, one row a learner and lesson. */
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
  /** The newest of a learner has the largest `seq`. */
  device_codes: { hash: string; learner: string; expires_at_ms: number; seq: number };
  settings: { name: string; value: string };
}
