// Snippets: sharing a program by a link, reading, running and deleting it; their pages, frames of them in other pages, their
// cards, and their visitors' rooms.
import { z } from "zod";
import {
  changeSnippetSchema,
  createdSnippetSchema,
  createSnippetSchema,
  loadSnippetRoomSchema,
  openSnippetRoomSchema,
  type SnippetRoom,
  type SnippetSummary,
  snippetPath,
  snippetRoomSchema,
  snippetSchema,
  snippetSummarySchema,
  snippetsSchema,
} from "../../../protocol/snippet.ts";
import type { StoredSnippet, StoredSnippetSummary } from "../../../store/playground.ts";
import type { Loaded } from "../../learning/saves.ts";
import { snippetCard } from "../../pages/card.ts";
import type { Html } from "../../pages/document.ts";
import { embeddingDocument } from "../../pages/site-document.ts";
import { embedNotice, snippetDocument, snippetEmbed, snippetParts } from "../../pages/snippet-documents.ts";
import { HttpProblem } from "../problem.ts";
import { type Call, del, get, type HttpDeps, patch, post, put, type Route } from "../route.ts";
import { allowFraming, sendPicture } from "./sharing.ts";

const noSnippet = {
  404: "There is no such snippet.",
  429: "The address has asked for too many snippets that do not exist; see Retry-After.",
};
const notAllowed = { 403: "Sharing is turned off on this server, or the snippet is someone else's." };

function summaryFor(call: Call, snippet: StoredSnippetSummary): SnippetSummary {
  const { id, title, style, bytes, createdAtMs, published } = snippet;
  return { id, title, style, bytes, createdAtMs, published, url: call.origin + snippetPath(id) };
}

async function listFor(call: Call, { playground }: HttpDeps, learner: string) {
  const snippets = await playground.snippets.list(learner);
  return { snippets: snippets.map((each) => summaryFor(call, each)) };
}

export const snippetRoutes: readonly Route[] = [
  get("/api/snippets", {
    summary: "The learner's own snippets, the newest first.",
    response: snippetsSchema,
    handle: (call, deps) => listFor(call, deps, call.learner()),
  }),
  post("/api/snippets", {
    summary:
      "Shares a program: anyone with the URL can read and run it. It never changes. A request without a session receives the `deleteKey`, once.",
    body: createSnippetSchema,
    response: createdSnippetSchema,
    others: {
      403: "Sharing is turned off on this server.",
      409: "The learner has too many snippets.",
      413: "The handler or the client page exceeds its limit.",
      429: "The learner or the address has shared too much within an hour, or has too many learners; see Retry-After.",
      503: "The server keeps no more snippets.",
    },
    handle: async (call, deps) => {
      const body = call.body();
      const { snippets } = deps.playground;
      // Before a learner is created.
      snippets.requireSharing();
      const isKnown = call.knownLearner() !== null;
      const { id } = await snippets.create(call.creator(), body);
      // Its first visitor finds it highlighted.
      void deps.pages.highlighter.html(body.handler.trimEnd());
      const url = call.origin + snippetPath(id);
      return isKnown ? { id, url } : { id, url, deleteKey: snippets.deleteKeyOf(id) };
    },
  }),
  get("/api/snippets/:id", {
    summary: "A snippet with its code. It requires no session.",
    response: snippetSchema,
    others: { 403: "Sharing is turned off on this server.", ...noSnippet },
    handle: async (call, deps) => {
      const snippet = await snippetOf(call, deps);
      const { handler, page, learner } = snippet;
      return { ...summaryFor(call, snippet), handler, page, mine: learner === call.knownLearner() };
    },
  }),
  patch("/api/snippets/:id", {
    summary: "Publishes a snippet, so that search engines may show it, or takes that back. For its creator.",
    body: changeSnippetSchema,
    response: snippetSummarySchema,
    others: { ...notAllowed, ...noSnippet },
    handle: async (call, deps) => {
      const { published } = call.body();
      const changed = await deps.playground.snippets.publish(call.param("id"), call.creator(), published);
      return summaryFor(call, changed);
    },
  }),
  del("/api/snippets/:id", {
    summary:
      "Deletes a snippet and ends its rooms. For its creator, for instructors, and with the `deleteKey` of one that was shared without a session. Returns one's own that remain.",
    query: z.object({ key: z.string().max(64).optional() }),
    response: snippetsSchema,
    others: {
      403: "The snippet is someone else's, or the key is not its own.",
      ...noSnippet,
      429: "The address has asked for too many snippets that do not exist, or has sent too many wrong keys; see Retry-After.",
    },
    handle: async (call, deps) => {
      const { playground, workshops } = deps;
      const { key = null } = call.query();
      const learner = call.knownLearner();
      const { address } = call;
      const isInstructor = workshops.instructors.nameOf(call.request.headers.cookie) !== null;
      await playground.snippets.delete(call.param("id"), { learner, address, isInstructor, key });
      return learner === null ? { snippets: [] } : listFor(call, deps, learner);
    },
  }),
  get("/api/snippets/:id/eject", {
    summary: "A snippet as a Node project in a zip file.",
    response: "zip",
    others: {
      403: "Sharing is turned off on this server.",
      404: noSnippet[404],
      422: "Node could not run this code: `detail` says what to change.",
      429: "The address has asked for too many snippets that do not exist, or has too many learners; see Retry-After.",
    },
    handle: async (call, deps) => {
      const snippet = await snippetOf(call, deps);
      const { name, zip } = await deps.learning.projects.ofProgram(call.activeLearner(), snippet);
      call.response.attachment(name).send(zip);
    },
  }),
];

/** Invalid values fall back to the defaults: the query is written by the author of another page. */
const embedQuery = z.object({
  theme: z.enum(["light", "dark"]).nullable().catch(null),
  editable: z.enum(["0", "1"]).catch("0"),
  room: z.enum(["own", "shared"]).catch("own"),
  show: z.enum(snippetParts).catch("both"),
});

const notShown = {
  403: "Sharing is turned off on this server.",
  404: "There is no such snippet.",
  429: "The address has asked for too many snippets that do not exist; see Retry-After.",
};
const roomRefusals = {
  ...notShown,
  429: "The address has too many learners or runs, or has asked for too many snippets that do not exist; see Retry-After.",
  503: "The address or the server has too many rooms, or the code of the shared room does not run.",
};

export const snippetPageRoutes: readonly Route[] = [
  get("/p/:id", {
    summary: "A snippet's page: its code, running in a new room for this visitor.",
    response: "html",
    others: notShown,
    handle: async (call, deps) => {
      const { course, pages, playground } = deps;
      const snippet = await snippetOf(call, deps);
      const { snippet: files } = await pages.built.current();
      const highlighted = await highlight(deps, snippet);
      const { origin } = call;
      const { reportUrl } = playground.settings;
      const document = snippetDocument({ snippet, highlighted, course, files, origin, reportUrl });
      if (!snippet.published) call.response.setHeader("X-Robots-Tag", "noindex");
      await call.sendDocument(document.text);
    },
  }),
  get("/embed/p/:id", {
    summary:
      "A snippet alone, for a frame in any page (docs/embedding.md). Nothing runs before a click. Invalid values fall back to the defaults.",
    query: embedQuery,
    response: "html",
    others: notShown,
    handle: async (call, deps) => {
      const { snippet: files } = await deps.pages.built.current();
      const { origin } = call;
      const { editable, ...rest } = call.query();
      const options = { ...rest, editable: editable === "1" };
      // Highlighted code has style attributes.
      const sources = ["style-src 'self' 'unsafe-inline'", `connect-src 'self' ${origin.replace(/^http/, "ws")}`];
      allowFraming(call.response, [...sources, "frame-src 'self'"]);
      const document = await snippetOf(call, deps).then(
        async (snippet) => {
          return snippetEmbed({ snippet, highlighted: await highlight(deps, snippet), options, files, origin });
        },
        (error: unknown): Html => {
          if (!(error instanceof HttpProblem)) throw error;
          call.response.status(error.status).set(error.headers);
          return embedNotice(error.message, files);
        },
      );
      await call.sendDocument(document.text);
    },
  }),
  get("/embedding", {
    summary: "Examples of programs in frames of other pages, with the lines that embed them.",
    response: "html",
    handle: async (call, { course, pages }) => {
      const { template } = await pages.built.current();
      const document = embeddingDocument({ course, styles: template.styles, origin: call.origin });
      await call.sendDocument(document.text);
    },
  }),
  get("/card/p/:id.png", {
    summary: "A picture of 1200 × 630 for links to a snippet.",
    response: "image",
    others: { 304: "Not modified.", ...notShown, 503: "Many pictures are being painted." },
    handle: async (call, deps) => {
      const snippet = await snippetOf(call, deps);
      const highlighted = await deps.pages.highlighter.html(snippet.handler.trimEnd());
      sendPicture(call.response, await deps.pages.cards.visitorsPng(snippetCard(snippet, highlighted)));
    },
  }),
  post("/api/snippets/:id/rooms", {
    summary:
      "Opens a room that runs the snippet: a new one, or the one that all visitors share. It requires no session. Code that does not run is reported in `problems` and `fault`.",
    body: openSnippetRoomSchema,
    response: snippetRoomSchema,
    others: roomRefusals,
    handle: async (call, deps) => {
      const { shared } = call.body();
      const snippet = await snippetOf(call, deps);
      const { snippetRooms } = deps.playground;
      const opened = shared ? snippetRooms.openShared(snippet.id) : snippetRooms.open(snippet, call.address);
      return roomFor(call, deps, snippet, await opened);
    },
  }),
  put("/api/snippets/:id/rooms/:room/code", {
    summary: "Loads code into a visitor's own room of a snippet, in place of what ran there. Nothing is stored.",
    body: loadSnippetRoomSchema,
    response: snippetRoomSchema,
    others: {
      ...roomRefusals,
      403: "Sharing is turned off on this server, or all visitors share the room.",
      404: "There is no such snippet, or the room was closed.",
      413: "The source exceeds its limit; nothing was loaded.",
    },
    handle: async (call, deps) => {
      const { source } = call.body();
      const snippet = await snippetOf(call, deps);
      const { id, handler } = snippet;
      const edited = { id, room: call.param("room"), source: source ?? handler, address: call.address };
      return roomFor(call, deps, snippet, await deps.playground.snippetRooms.load(edited));
    },
  }),
];

function snippetOf(call: Call, { playground }: HttpDeps): Promise<StoredSnippet> {
  return playground.snippets.find(call.param("id"), call.address);
}

async function highlight({ pages: { highlighter } }: HttpDeps, { handler, page }: StoredSnippet) {
  const [code, client] = await Promise.all([
    highlighter.html(handler.trimEnd()),
    page === null ? null : highlighter.html(page.trimEnd(), "html"),
  ]);
  return { handler: code, page: client };
}

function roomFor(call: Call, { gate }: HttpDeps, { id, page }: StoredSnippet, loaded: Loaded): SnippetRoom {
  const { room } = loaded;
  const previewUrl = page === null ? null : gate.previews.pathOf({ kind: "snippet", id, room });
  return { ...loaded, url: call.roomUrl(room), previewUrl };
}
