// Drafts: created from a template, a lesson, a snippet or a text, listed, renamed, deleted and restored.
import type { z } from "zod";
import type { History } from "../../protocol/http.ts";
import type { Style } from "../../protocol/lesson.ts";
import { pageLesson, playLesson } from "../../protocol/lesson-names.ts";
import {
  type ClientPage,
  type ClientPageResult,
  type CreateDraft,
  type Draft,
  type DraftSource,
  draftIdSchema,
  type saveClientPageSchema,
  type Template,
} from "../../protocol/playground.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { CodeVersion } from "../../store/code.ts";
import type { Store } from "../../store/store.ts";
import type { FrontParts } from "../front-parts.ts";
import { courseLesson, HttpProblem, noDraft } from "../http/problem.ts";
import { refuseOversize, type Saves } from "../learning/saves.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { type Creator, draftIdLength, randomId, tooMany } from "./creator.ts";
import type { Snippets } from "./snippets.ts";

export interface DraftsOptions extends Pick<FrontParts, "limits" | "course" | "store"> {
  readonly registry: RoomRegistry;
  readonly rooms: Pick<Rooms, "close">;
  readonly saves: Saves;
  readonly snippets: Pick<Snippets, "find">;
}

type Program = Pick<Template, "title" | "style" | "handler" | "page">;
type DraftKey = Parameters<Store["draft"]>[0];

export type PageSave = z.input<typeof saveClientPageSchema>;

export type SavedPage = Omit<ClientPage, "previewUrl">;

/** The style under which a client page is stored. */
const pageStyle = "loop";

export class Drafts {
  readonly #options: DraftsOptions;

  constructor(options: DraftsOptions) {
    this.#options = options;
  }

  list(learner: string): Promise<readonly Draft[]> {
    return this.#options.store.drafts(learner);
  }

  /** Throws a 404 for a draft that is another learner's, was deleted or never existed. */
  async get(learner: string, id: string): Promise<Draft> {
    const draft = await this.#options.store.draft({ learner, id });
    if (draft === null || draft.deletedAtMs !== null) throw noDraft();
    return draft;
  }

  /** Its code is saved and loaded. Throws a 404 for what it cannot begin with, a 409 for one too many, 413 and 429. */
  async create({ learner, address }: Creator, { title, from }: CreateDraft): Promise<Draft> {
    const { limits, store, saves } = this.#options;
    const { title: standard, style, handler, page } = await this.#programOf(from, address);
    refuseOversize(handler, limits);
    refuseOversize(page ?? "", limits, "pageBytes");
    const key = { learner, id: randomId(draftIdLength) };
    const forkedFrom = "snippet" in from ? from.snippet : null;
    const most = limits.draftsPerLearner;
    if (!(await store.createDraft({ ...key, title: title ?? standard, forkedFrom, nowMs: Date.now(), most }))) {
      throw tooMany("draftsPerLearner", most);
    }
    try {
      await saves.save({ learner, lesson: playLesson(key.id), style, source: handler, swap: "keep" });
      if (page !== null) await this.#savePage(key, { source: page });
    } catch (error) {
      // Code that was saved and could not be loaded is there, and loads with the next save.
      if (!(error instanceof HttpProblem && error.body.saved === true)) {
        await store.removeDraft(key);
        throw error;
      }
    }
    return this.get(learner, key.id);
  }

  async rename(learner: string, id: string, title: string): Promise<Draft> {
    await this.get(learner, id);
    await this.#options.store.changeDraft({ learner, id }, { title, nowMs: Date.now() });
    return this.get(learner, id);
  }

  /** Its endpoint is closed. It can be restored for a while. */
  async delete(learner: string, id: string): Promise<void> {
    const { store, registry, rooms, limits } = this.#options;
    await this.get(learner, id);
    await store.deleteDraft({ learner, id }, { nowMs: Date.now(), most: limits.draftsPerLearner });
    const room = await registry.knownOf(learner, playLesson(id));
    if (room === null) return;
    room.isDeleted = true;
    await rooms.close(room, closeCodes.roomClosed, "the draft was deleted");
  }

  /** Throws a 404 for a draft that no longer exists, and a 409 for one too many. */
  async restore(learner: string, id: string): Promise<Draft> {
    const { store, registry, limits } = this.#options;
    const most = limits.draftsPerLearner;
    if ((await store.draft({ learner, id })) === null) throw noDraft();
    if (!(await store.restoreDraft({ learner, id }, most))) throw tooMany("draftsPerLearner", most);
    const room = await registry.knownOf(learner, playLesson(id));
    if (room !== null) room.isDeleted = false;
    return this.get(learner, id);
  }

  /** The newest version of its client page, or one version. Throws a 404 for one that does not exist. */
  async page(learner: string, id: string, version?: number): Promise<SavedPage> {
    await this.get(learner, id);
    const { store } = this.#options;
    const lesson = pageLesson(id);
    if (version === undefined) return clientPage(await store.latestCode(learner, lesson, pageStyle));
    const saved = version === 0 ? null : await store.codeVersion(learner, lesson, version);
    if (saved === null && version > 0) throw new HttpProblem(404, `There is no version ${version} of this page.`);
    return clientPage(saved);
  }

  /** For requests with the key of its preview: the text of its client page. Null for a draft that is deleted. */
  async previewed(id: string): Promise<string | null> {
    const { store } = this.#options;
    const learner = await store.draftOwner(id);
    if (learner === null) return null;
    return clientPage(await store.latestCode(learner, pageLesson(id), pageStyle)).source;
  }

  /** Versions of its client page, the newest first. */
  async pageHistory(learner: string, id: string): Promise<History> {
    await this.get(learner, id);
    const snapshots = await this.#options.store.history(learner, pageLesson(id), pageStyle);
    return { style: pageStyle, snapshots: [...snapshots] };
  }

  /** Throws 404, 413 and 429. */
  async savePage(learner: string, id: string, save: PageSave): Promise<ClientPageResult> {
    if (!draftIdSchema.safeParse(id).success) throw noDraft();
    return this.#savePage({ learner, id }, save);
  }

  async #savePage({ learner, id }: DraftKey, save: PageSave): Promise<ClientPageResult> {
    const request = { learner, lesson: pageLesson(id), style: pageStyle, swap: "keep", ...save } as const;
    const result = await this.#options.saves.save(request);
    return result.saved ? { saved: true, version: result.version } : result;
  }

  async #programOf(from: DraftSource, address: string): Promise<Program> {
    if ("template" in from) return this.#template(from.template);
    if ("lesson" in from) return this.#solution(from.lesson, from.style);
    if ("snippet" in from) return this.#options.snippets.find(from.snippet, address);
    return { title: "Untitled", ...from };
  }

  #template(slug: string): Program {
    const template = this.#options.course.templates().find((each) => each.template.slug === slug)?.template;
    if (template === undefined) throw new HttpProblem(404, `There is no template "${slug}".`, { name: "no-template" });
    return template;
  }

  #solution(slug: string, style: Style): Program {
    const lesson = courseLesson(this.#options.course, slug);
    return { title: lesson.title, style, handler: lesson.listings[style].solution, page: null };
  }
}

function clientPage(saved: CodeVersion | null): SavedPage {
  if (saved === null) return { version: 0, savedAtMs: null, source: "" };
  const { version, savedAtMs, source } = saved;
  return { version, savedAtMs, source };
}
