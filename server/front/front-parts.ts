// The parts of the front that most others use. Each part names those that it needs.
import type { Logger } from "pino";
import type { Course } from "../course/load.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Store } from "../store/store.ts";
import type { Budgets } from "./gate/budgets.ts";
import type { Metrics } from "./http/metrics.ts";
import type { Topics } from "./topics.ts";

export interface FrontParts {
  readonly limits: Limits;
  readonly log: Logger;
  readonly course: Course;
  readonly store: Store;
  readonly topics: Topics;
  readonly metrics: Metrics;
  readonly budgets: Budgets;
  /** The server's own, for keys and ids that it verifies without storing them. */
  readonly secret: string;
}
