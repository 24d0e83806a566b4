// Walkthroughs for frames of other pages: one document each, readable as it stands, and the one script that plays it.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Response } from "express";
import { z } from "zod";
import type { Course } from "../../../course/load.ts";
import { tourKeySchema } from "../../../protocol/tour.ts";
import type { Addresses } from "../../gate/request-origin.ts";
import { type EmbedWish, embedDocument, nothingDocument } from "../../pages/embed-document.ts";
import type { Calls, Handler } from "../call.ts";
import { HttpProblem } from "../problem.ts";

export interface EmbedParts {
  readonly addresses: Addresses;
  readonly course: Course;
  /** Where the player was built to. */
  readonly embedDir: string;
}

interface Player {
  readonly css: string;
  readonly script: string;
  /** With a hash of the content in its name. */
  readonly path: string;
}

/** Whatever a stranger's page writes there, a walkthrough comes: odd values are as good as none. */
const wishSchema = z.object({
  listing: tourKeySchema.catch("loop"),
  step: z.coerce.number().int().min(1).catch(1),
  theme: z.enum(["light", "dark"]).nullable().catch(null),
  autoplay: z
    .enum(["0", "1"])
    .catch("1")
    .transform((value) => value === "1"),
});

export function embedCalls({ addresses, course, embedDir }: EmbedParts): Calls {
  const player = playerIn(embedDir);
  const document: Handler = (request, response) => {
    const { css, path } = player();
    const lesson = course.lesson(String(request.params.slug));
    const wish: EmbedWish = wishSchema.parse(request.query);
    const origin = addresses.originOf(request);
    const { html, style } = lesson ? embedDocument({ lesson, wish, css, player: path, origin }) : nothingDocument(css);
    letFrame(response, style);
    sendCached(response.status(lesson ? 200 : 404), "html", html);
  };
  const script: Handler = (request, response) => {
    const { path } = player();
    if (path !== request.path) throw new HttpProblem(404, "There is no such player (any more): load the frame again.");
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
    response.type("text/javascript").send(player().script);
  };
  return {
    "/embed/:player.js": { get: script },
    "/embed/:slug": { get: document },
  };
}

/** Read again when a new one was built. */
function playerIn(folder: string): () => Player {
  let known: { readonly stamp: number; readonly player: Player } | null = null;
  return () => {
    const found = statSync(join(folder, "player.js"), { throwIfNoEntry: false });
    if (!found) throw new HttpProblem(503, "The player is not built yet: `npm start` builds it.");
    if (known?.stamp !== found.mtimeMs) known = { stamp: found.mtimeMs, player: readPlayer(folder) };
    return known.player;
  };
}

function readPlayer(folder: string): Player {
  const script = readFileSync(join(folder, "player.js"), "utf8");
  const css = readFileSync(join(folder, "player.css"), "utf8").replace(/\/\*[^*]*\*\/\s*$/, "");
  return { css, script, path: `/embed/player-${hashOf(script).slice(0, 10)}.js` };
}

/** Any page may frame it; in turn it may load its own script and nothing else, and has no cookie to lose. */
function letFrame(response: Response, style: string): void {
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = ["default-src 'none'", "script-src 'self'", `style-src 'sha256-${hash}'`, "base-uri 'none'"];
  const around = ["form-action 'none'", "frame-ancestors *"];
  response.setHeader("Content-Security-Policy", [...policy, ...around].join("; "));
  response.removeHeader("X-Frame-Options");
  response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  response.setHeader("Cache-Control", "no-cache");
}

/** Asked for again each time, and answered with 304 as long as it is the same. */
export function sendCached(response: Response, type: string, body: string | Buffer): void {
  response.setHeader("ETag", `"${hashOf(body)}"`);
  response.type(type).send(body);
}

function hashOf(body: string | Buffer): string {
  return createHash("sha256").update(body).digest("base64url").slice(0, 22);
}
