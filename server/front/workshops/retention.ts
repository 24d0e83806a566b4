// Deletes workshops whose data is no longer kept.
import type { Logger } from "pino";
import type { WorkshopState } from "../../protocol/workshop.ts";
import { hourly } from "../hourly.ts";

const dayMs = 24 * 60 * 60_000;

export interface RetentionOptions {
  readonly workshops: {
    list(): readonly Pick<WorkshopState, "id">[];
    get(id: string): { readonly state: WorkshopState };
    delete(id: string): Promise<void>;
  };
  readonly log: Pick<Logger, "warn">;
  now(): number;
}

/** Looks at the start, and then every hour. */
export class Retention implements Disposable {
  readonly #options: RetentionOptions;
  readonly #timer: Disposable;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#timer = hourly(() => this.deleteOld());
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }

  async deleteOld(): Promise<void> {
    const { workshops, log, now } = this.#options;
    const old = workshops.list().filter(({ id }) => keptUntilMs(workshops.get(id).state) <= now());
    for (const { id } of old) {
      await workshops
        .delete(id)
        .catch((error: unknown) => log.warn({ error, workshop: id }, "a workshop was not deleted"));
    }
  }
}

/** One that no one has ended counts as over once its code has expired and everyone has left it alone. */
function keptUntilMs({ endedAtMs, codeExpiresAtMs, retentionDays, members }: WorkshopState): number {
  const activeMs = Object.values(members).map(({ activeAtMs }) => activeAtMs);
  return (endedAtMs ?? Math.max(codeExpiresAtMs, ...activeMs)) + retentionDays * dayMs;
}
