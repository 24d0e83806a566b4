// Snippets: sharing a program by a link, reading one, and deleting it.
import { z } from "zod";
import {
  changeSnippetSchema,
  createdSnippetSchema,
  createSnippetSchema,
  type SnippetSummary,
  snippetPath,
  snippetSchema,
  snippetSummarySchema,
  snippetsSchema,
} from "../../../protocol/snippet.ts";
import type { StoredSnippetSummary } from "../../../store/playground.ts";
import { type Call, del, get, type HttpDeps, patch, post, type Route } from "../route.ts";

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
    handle: async (call, { playground }) => {
      const snippet = await playground.snippets.find(call.param("id"), call.address);
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
    handle: async (call, { learning, playground }) => {
      const snippet = await playground.snippets.find(call.param("id"), call.address);
      const { name, zip } = await learning.projects.ofProgram(call.activeLearner(), snippet);
      call.response.attachment(name).send(zip);
    },
  }),
];
