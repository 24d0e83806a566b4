// The time after a workshop: its results, an overview, everyone's code, and their deletion.
import type { Logger } from "pino";
import type { ZipEntry } from "../../eject/zip.ts";
import { styles } from "../../protocol/lesson.ts";
import type { WorkshopState } from "../../protocol/workshop.ts";
import type { WorkshopOverview, WorkshopResults } from "../../protocol/workshop-results.ts";
import { fileNames } from "../../workshop/file-names.ts";
import { overviewOf, resultsOf } from "../../workshop/results.ts";
import type { FrontParts } from "../front-parts.ts";
import type { Workshop } from "./workshop.ts";

export interface AfterwardsOptions extends Pick<FrontParts, "course" | "store"> {
  now(): number;
}

export class Afterwards {
  readonly #options: AfterwardsOptions;

  constructor(options: AfterwardsOptions) {
    this.#options = options;
  }

  results({ state }: Workshop): WorkshopResults {
    return resultsOf(state, this.#lessons, this.#options.now());
  }

  overview({ state }: Workshop): WorkshopOverview {
    return overviewOf(state, this.#lessons);
  }

  /** The newest code of every member, lesson and style that was saved, read one by one; `manifest.json` comes last. */
  async *files(workshop: Workshop): AsyncGenerator<ZipEntry> {
    const records = [...workshop.records()].filter(({ id }) => workshop.state.members[id] !== undefined);
    const named = records.map((record) => ({ ...record, name: workshop.state.members[record.id]?.name ?? "" }));
    const sorted = named.toSorted((a, b) => a.name.localeCompare(b.name));
    const folders = fileNames(sorted.map(({ name }) => name));
    const manifest: object[] = [];
    for (const [index, { id, name, learner }] of sorted.entries()) {
      for await (const { source, ...saved } of this.#savedBy(learner)) {
        const path = `${folders[index]}/${saved.lesson}/${saved.style}.ts`;
        manifest.push({ member: id, name, ...saved, path });
        yield [path, source];
      }
    }
    const { id, title } = workshop.state;
    yield ["manifest.json", `${JSON.stringify({ workshop: { id, title }, files: manifest }, null, 2)}\n`];
  }

  async *#savedBy(learner: string) {
    const { store, course } = this.#options;
    const saved = new Set(await store.savedLessons(learner));
    for (const { slug } of course.lessons().filter((lesson) => saved.has(lesson.slug))) {
      for (const style of styles) {
        const code = await store.latestCode(learner, slug, style);
        if (code === null) continue;
        const { source, version, savedAtMs } = code;
        yield { source, lesson: slug, style, version, savedAt: new Date(savedAtMs).toISOString() };
      }
    }
  }

  get #lessons() {
    const { course } = this.#options;
    return course.lessons().flatMap(({ slug }) => course.lesson(slug) ?? []);
  }
}

const dayMs = 24 * 60 * 60_000;

interface RetentionOptions {
  readonly workshops: {
    list(): readonly Pick<WorkshopState, "id">[];
    get(id: string): { readonly state: WorkshopState };
    delete(id: string): Promise<void>;
  };
  readonly log: Pick<Logger, "warn">;
  now(): number;
}

/** Deletes workshops that are no longer kept. */
export async function deleteOld({ workshops, log, now }: RetentionOptions): Promise<void> {
  const old = workshops.list().filter(({ id }) => keptUntilMs(workshops.get(id).state) <= now());
  for (const { id } of old) {
    await workshops
      .delete(id)
      .catch((error: unknown) => log.warn({ error, workshop: id }, "a workshop was not deleted"));
  }
}

/** One that no one has ended counts as over once its code has expired and everyone has left it alone. */
function keptUntilMs({ endedAtMs, codeExpiresAtMs, retentionDays, members }: WorkshopState): number {
  const activeMs = Object.values(members).map(({ activeAtMs }) => activeAtMs);
  return (endedAtMs ?? Math.max(codeExpiresAtMs, ...activeMs)) + retentionDays * dayMs;
}
