// The playground's drafts and templates, and previews: the documents of client pages, for frames of our pages. A draft's code is
// saved and read like a lesson's, under the slug `play:<id>`.
import { z } from "zod";
import { clientNameSchema, pageTokenSchema } from "../../../protocol/clients.ts";
import { historySchema } from "../../../protocol/http.ts";
import { styleSchema } from "../../../protocol/lesson.ts";
import { playLesson } from "../../../protocol/lesson-names.ts";
import {
  type ClientPage,
  clientPageResultSchema,
  clientPageSchema,
  createDraftSchema,
  type Draft,
  draftSchema,
  draftsSchema,
  type OpenedDraft,
  openedDraftSchema,
  renameDraftSchema,
  saveClientPageSchema,
  templatesSchema,
} from "../../../protocol/playground.ts";
import type { Preview } from "../../gate/previews.ts";
import type { Playground } from "../../playground/parts.ts";
import { sendPreview } from "../../playground/preview-document.ts";
import { HttpProblem } from "../problem.ts";
import { type Call, del, get, type HttpDeps, patch, post, put, type Route } from "../route.ts";
import { codeFor } from "./lessons.ts";

const noDraft = { 404: "The learner has no such draft." };
const noVersion = { 404: "The learner has no such draft, or it has no such version." };
const tooMany = { 409: "The learner has too many drafts." };

/** Its code is in the style that was saved last. */
export async function openedDraft(call: Call, deps: HttpDeps, learner: string, draft: Draft): Promise<OpenedDraft> {
  const slug = playLesson(draft.id);
  const lesson = deps.course.lesson(slug);
  if (lesson === undefined) throw new Error(`The course has nothing for ${slug}.`);
  const code = await codeFor(deps, call, { learner, slug, code: await deps.code.current(learner, lesson) });
  return { draft, lesson, code, clientPage: await openedPage(deps, learner, draft.id) };
}

async function openedPage(
  { playground, gate, registry }: HttpDeps,
  learner: string,
  id: string,
  version?: number,
): Promise<ClientPage> {
  const page = await playground.drafts.page(learner, id, version);
  const room = await registry.idOf(learner, playLesson(id));
  return { ...page, previewUrl: gate.previews.pathOf({ kind: "draft", id, room }) };
}

export const playgroundRoutes: readonly Route[] = [
  get("/api/templates", {
    summary: "What a draft can begin with, the blank ones first.",
    response: templatesSchema,
    handle: (_call, { course }) => ({ templates: course.templates().map(({ template }) => template) }),
  }),
  get("/api/drafts", {
    summary: "The learner's drafts, the newest first; deleted ones too, as long as they can be restored.",
    response: draftsSchema,
    handle: async (call, { playground }) => ({ drafts: [...(await playground.drafts.list(call.learner()))] }),
  }),
  post("/api/drafts", {
    summary: "Creates a draft from a template, a lesson's solution, a snippet or a text, and loads its code.",
    body: createDraftSchema,
    response: draftSchema,
    others: {
      404: "There is no such template, lesson or snippet.",
      ...tooMany,
      413: "The handler or the client page exceeds its limit.",
      429: "The address has too many learners or saves; see Retry-After.",
    },
    handle: (call, { playground }) => {
      const body = call.body();
      return playground.drafts.create(call.creator(), body);
    },
  }),
  get("/api/drafts/:id", {
    summary:
      "A draft with what its page needs: its panes and clients in place of a lesson, its code, and its client page.",
    response: openedDraftSchema,
    others: noDraft,
    handle: async (call, deps) => {
      const learner = call.learner();
      return openedDraft(call, deps, learner, await deps.playground.drafts.get(learner, call.param("id")));
    },
  }),
  patch("/api/drafts/:id", {
    summary: "Renames a draft.",
    body: renameDraftSchema,
    response: draftSchema,
    others: noDraft,
    handle: (call, { playground }) => {
      const { title } = call.body();
      return playground.drafts.rename(call.activeLearner(), call.param("id"), title);
    },
  }),
  del("/api/drafts/:id", {
    summary: "Deletes a draft and closes its endpoint. It can be restored for 30 days. Returns the list.",
    response: draftsSchema,
    others: noDraft,
    handle: async (call, { playground: { drafts } }) => {
      const learner = call.activeLearner();
      await drafts.delete(learner, call.param("id"));
      return { drafts: [...(await drafts.list(learner))] };
    },
  }),
  post("/api/drafts/:id/restore", {
    summary: "Restores a deleted draft with its code and its history.",
    response: draftSchema,
    others: { ...noDraft, ...tooMany },
    handle: (call, { playground }) => playground.drafts.restore(call.activeLearner(), call.param("id")),
  }),
  get("/api/drafts/:id/page", {
    summary: "The newest client page, or one version of it. Version 0 is the empty one.",
    query: z.object({ version: z.coerce.number().int().min(0).optional() }),
    response: clientPageSchema,
    others: noVersion,
    handle: (call, deps) => openedPage(deps, call.learner(), call.param("id"), call.query().version),
  }),
  put("/api/drafts/:id/page", {
    summary:
      "Saves the client page. If a newer one than `base` exists, nothing is saved and the response contains the `conflict`.",
    body: saveClientPageSchema,
    response: clientPageResultSchema,
    others: {
      ...noDraft,
      413: "The client page exceeds its limit; nothing was saved.",
      429: "The address has too many learners or saves; see Retry-After.",
    },
    handle: (call, { playground }) => {
      const body = call.body();
      return playground.drafts.savePage(call.activeLearner(), call.param("id"), body);
    },
  }),
  get("/api/drafts/:id/page/history", {
    summary: "Saved versions of the client page, newest first.",
    response: historySchema,
    others: noDraft,
    handle: (call, { playground }) => playground.drafts.pageHistory(call.learner(), call.param("id")),
  }),
  get("/api/drafts/:id/eject", {
    summary: "A draft's newest code and its client page as a Node project in a zip file.",
    query: z.object({ style: styleSchema }),
    response: "zip",
    others: {
      ...noDraft,
      422: "Node could not run this code: `detail` says what to change.",
      429: "The address has too many learners; see Retry-After.",
    },
    handle: async (call, { learning, playground: { drafts } }) => {
      const { style } = call.query();
      const learner = call.activeLearner();
      const draft = await drafts.get(learner, call.param("id"));
      const { source: page } = await drafts.page(learner, draft.id);
      const { name, zip } = await learning.projects.ofDraft(learner, draft, style, page || null);
      call.response.attachment(name).send(zip);
    },
  }),
];

const previewQuery = z.object({
  room: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  /** How the wire names the page's sockets, and which tab they belong to. */
  client: clientNameSchema.catch("Preview"),
  page: pageTokenSchema.optional().catch(undefined),
});

const kindSchema = z.enum(["draft", "snippet"]);

export const previewRoutes: readonly Route[] = [
  get("/preview/:kind/:id/:key", {
    summary:
      "A draft's or a snippet's client page, running in an origin of its own without cookies or storage, for a frame in a page of this server. It may connect to `room` and to nothing else.",
    query: previewQuery,
    response: "html",
    others: { 403: "It was not requested for a frame.", 404: "There is no such preview." },
    handle: async (call, { config, gate, playground, registry }) => {
      const { room, client, page: token } = call.query();
      const kind = kindSchema.safeParse(call.param("kind"));
      if (!kind.success) throw noPreview();
      const preview: Preview = { kind: kind.data, id: call.param("id"), room };
      if (!gate.previews.isDocumentKey(preview, call.param("key"))) throw noPreview();
      // In a tab of its own, the page could pass for one of this server's.
      if (!config.previewTabs && !["iframe", undefined].includes(call.request.get("sec-fetch-dest"))) {
        throw new HttpProblem(403, "A preview is shown inside the page that it belongs to.", { name: "not-framed" });
      }
      const page = await pageOf(playground, preview, call.address);
      if (page === null) throw noPreview();
      const named = new URLSearchParams({
        "ws101-preview": gate.previews.socketKeyOf(room),
        "ws101-client": client,
        ...(token !== undefined && { "ws101-page": token }),
      });
      sendPreview(call.response, {
        page,
        socketPath: `/ws/${room}?${named}`,
        reportsFrames: registry.known(room)?.audience === "visitors",
        hosts: gate.origins.hostsOf(call.request),
        embeddable: kind.data === "snippet",
      });
    },
  }),
];

/** The client page as it is now; null if there is none. */
async function pageOf(
  { drafts, snippets }: Playground,
  { kind, id }: Preview,
  address: string,
): Promise<string | null> {
  return kind === "draft" ? drafts.previewed(id) : (await snippets.find(id, address)).page;
}

function noPreview(): HttpProblem {
  return new HttpProblem(404, "There is no such preview.", { name: "no-preview" });
}
