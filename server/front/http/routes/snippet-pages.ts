// Pages of shared snippets, frames of them in other pages, their cards, and their visitors' rooms.
import type { Response } from "express";
import { z } from "zod";
import {
  loadSnippetRoomSchema,
  openSnippetRoomSchema,
  type SnippetRoom,
  snippetRoomSchema,
} from "../../../protocol/snippet.ts";
import type { StoredSnippet } from "../../../store/playground.ts";
import type { Loaded } from "../../learning/unstored-rooms.ts";
import { snippetCard } from "../../pages/card.ts";
import type { Html } from "../../pages/document.ts";
import { embeddingDocument } from "../../pages/embedding-page.ts";
import { embedNotice, snippetEmbed } from "../../pages/snippet-embed.ts";
import { snippetParts } from "../../pages/snippet-markup.ts";
import { snippetDocument } from "../../pages/snippet-page.ts";
import { sendDocument } from "../encoding.ts";
import { HttpProblem } from "../problem.ts";
import { type Call, type HttpDeps, type Route, route } from "../route.ts";
import { sendPicture } from "./sharing.ts";

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

type AnyCall = Pick<Call<unknown, unknown>, "request" | "param" | "roomUrl">;

export const snippetPageRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/p/:id",
    summary: "A snippet's page: its code, running in a new room for this visitor.",
    response: "html",
    others: notShown,
    handle: async (call, deps) => {
      const { course, gate, pages, playground } = deps;
      const snippet = await snippetOf(call, deps);
      const { snippet: files } = await pages.built.current();
      const highlighted = await highlight(deps, snippet);
      const origin = gate.origins.originOf(call.request);
      const { reportUrl } = playground.settings;
      const document = snippetDocument({ snippet, highlighted, course, files, origin, reportUrl });
      if (!snippet.published) call.response.setHeader("X-Robots-Tag", "noindex");
      await sendDocument(call.request, call.response, document.text);
    },
  }),
  route({
    method: "get",
    path: "/embed/p/:id",
    summary:
      "A snippet alone, for a frame in any page (docs/embedding.md). Nothing runs before a click. Invalid values fall back to the defaults.",
    query: embedQuery,
    response: "html",
    others: notShown,
    handle: async (call, deps) => {
      const { snippet: files } = await deps.pages.built.current();
      const origin = deps.gate.origins.originOf(call.request);
      const { editable, ...rest } = call.query();
      const options = { ...rest, editable: editable === "1" };
      allowFraming(call.response, origin);
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
      await sendDocument(call.request, call.response, document.text);
    },
  }),
  route({
    method: "get",
    path: "/embedding",
    summary: "Examples of programs in frames of other pages, with the lines that embed them.",
    response: "html",
    handle: async (call, { course, gate, pages }) => {
      const { template } = await pages.built.current();
      const origin = gate.origins.originOf(call.request);
      const document = embeddingDocument({ course, styles: template.styles, origin });
      await sendDocument(call.request, call.response, document.text);
    },
  }),
  route({
    method: "get",
    path: "/card/p/:id.png",
    summary: "A picture of 1200 × 630 for links to a snippet.",
    response: "image",
    others: { 304: "Not modified.", ...notShown, 503: "Many pictures are being painted." },
    handle: async (call, deps) => {
      const snippet = await snippetOf(call, deps);
      const highlighted = await deps.pages.highlighter.html(snippet.handler.trimEnd());
      sendPicture(call.response, await deps.pages.cards.visitorsPng(snippetCard(snippet, highlighted)));
    },
  }),
  route({
    method: "post",
    path: "/api/snippets/:id/rooms",
    summary:
      "Opens a room that runs the snippet: a new one, or the one that all visitors share. It requires no session. Code that does not run is reported in `problems` and `fault`.",
    body: openSnippetRoomSchema,
    response: snippetRoomSchema,
    others: roomRefusals,
    handle: async (call, deps) => {
      const { shared } = call.body();
      const snippet = await snippetOf(call, deps);
      const { snippetRooms } = deps.playground;
      const address = deps.gate.origins.clientOf(call.request);
      return roomFor(
        call,
        deps,
        snippet,
        await (shared ? snippetRooms.openShared(snippet.id) : snippetRooms.open(snippet, address)),
      );
    },
  }),
  route({
    method: "put",
    path: "/api/snippets/:id/rooms/:room/code",
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
      const address = deps.gate.origins.clientOf(call.request);
      const edited = { id, room: call.param("room"), source: source ?? handler, address };
      return roomFor(call, deps, snippet, await deps.playground.snippetRooms.load(edited));
    },
  }),
];

function snippetOf(call: AnyCall, { gate, playground }: HttpDeps): Promise<StoredSnippet> {
  return playground.snippets.find(call.param("id"), gate.origins.clientOf(call.request));
}

async function highlight({ pages: { highlighter } }: HttpDeps, { handler, page }: StoredSnippet) {
  const [code, client] = await Promise.all([
    highlighter.html(handler.trimEnd()),
    page === null ? null : highlighter.html(page.trimEnd(), "html"),
  ]);
  return { handler: code, page: client };
}

function roomFor(call: AnyCall, { gate }: HttpDeps, { id, page }: StoredSnippet, loaded: Loaded): SnippetRoom {
  const { room } = loaded;
  const previewUrl = page === null ? null : gate.previews.pathOf({ kind: "snippet", id, room });
  return { ...loaded, url: call.roomUrl(room), previewUrl };
}

/** Any page may frame the document, which loads only what is ours and has no cookie to lose. Highlighted code has style attributes. */
function allowFraming(response: Response, origin: string): void {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `connect-src 'self' ${origin.replace(/^http/, "ws")}`,
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors *",
  ];
  response.setHeader("Content-Security-Policy", policy.join("; "));
  response.removeHeader("X-Frame-Options");
  response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
}
