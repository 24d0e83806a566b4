// Previews: the documents of client pages, for frames of our pages.
import { z } from "zod";
import { clientNameSchema, pageTokenSchema } from "../../../protocol/clients.ts";
import type { Preview } from "../../gate/previews.ts";
import type { Playground } from "../../playground/parts.ts";
import { sendPreview } from "../../playground/preview-document.ts";
import { HttpProblem } from "../problem.ts";
import { get, type Route } from "../route.ts";

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
