// Routes for other pages and devices: cards, framed walkthroughs, the phone client.
import { createHash } from "node:crypto";
import type { Response } from "express";
import { z } from "zod";
import type { Course } from "../../../course/load.ts";
import { tourKeySchema } from "../../../protocol/tour.ts";
import { notBuilt } from "../../pages/built-page.ts";
import { type Card, courseCard, landingCard, lessonCard } from "../../pages/card.ts";
import { courseTitle } from "../../pages/course-markup.ts";
import { type EmbedQuery, embedDocument, notFoundDocument } from "../../pages/embed.ts";
import { HttpProblem } from "../problem.ts";
import { get, type Route } from "../route.ts";

const cardSeconds = 3_600;

/** Invalid values fall back to the defaults: the query is written by the author of another page. */
const embedQuery = z.object({
  listing: tourKeySchema.catch("loop"),
  step: z.coerce.number().int().min(1).catch(1),
  theme: z.enum(["light", "dark"]).nullable().catch(null),
  autoplay: z.enum(["0", "1"]).catch("1"),
});

export const sharingRoutes: readonly Route[] = [
  get("/card/:slug.png", {
    summary:
      "A picture of 1200 × 630 for links to a lesson (`listing` chooses its code), to the course as `course`, or to the landing page as `landing`.",
    query: embedQuery.pick({ listing: true }),
    response: "image",
    others: { 304: "Not modified.", 404: "There is no such lesson." },
    handle: async (call, { course, pages }) => {
      const slug = call.param("slug");
      const lesson = course.lesson(slug);
      const card = lesson ? lessonCard(lesson, call.query().listing) : otherCard(slug, course);
      if (card === null) throw new HttpProblem(404, `There is no card for "${slug.slice(0, 64)}".`);
      sendPicture(call.response, await pages.cards.png(card));
    },
  }),
  get("/embed/:player.js", {
    summary: "The script of framed walkthroughs, by the hash in its name.",
    response: "script",
    others: { 404: "There is no such build any more: reload the frame." },
    handle: ({ request, response }, { pages }) => {
      const { path, script } = pages.player.current;
      if (path !== request.path)
        throw new HttpProblem(404, "This build of the player no longer exists. Reload the frame.");
      response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
      response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
      response.type("text/javascript").send(script);
    },
  }),
  get("/embed/:slug", {
    summary:
      "A walkthrough alone, for a frame in any page (docs/embedding.md). Invalid values fall back to the defaults.",
    query: embedQuery,
    response: "html",
    others: { 304: "Not modified." },
    handle: (call, { course, pages }) => {
      const player = pages.player.current;
      const lesson = course.lesson(call.param("slug"));
      const { autoplay, ...rest } = call.query();
      const query: EmbedQuery = { ...rest, autoplay: autoplay === "1" };
      const document = lesson ? embedDocument(lesson, query, player, call.origin) : notFoundDocument(player.css);
      const hash = createHash("sha256").update(document.style).digest("base64");
      allowFraming(call.response, [`style-src 'sha256-${hash}'`]);
      call.response.setHeader("Cache-Control", "no-cache");
      sendWithTag(call.response.status(lesson ? 200 : 404), "html", document.html);
    },
  }),
  get("/phone/:room", {
    summary: "A small page with one client of the room, for a phone.",
    response: "html",
    others: { 404: "This cannot be a room's name." },
    handle: async (call, { pages }) => {
      if (!/^[A-Za-z0-9_-]{1,64}$/.test(call.param("room"))) throw new HttpProblem(404, "There is no such room.");
      const document = (await pages.built.current()).files.get("/phone/index.html");
      if (document === undefined) throw notBuilt();
      call.response.setHeader("Cache-Control", "no-cache");
      call.response.sendFile(document.plain.path, { cacheControl: false, acceptRanges: false, dotfiles: "allow" });
    },
  }),
];

/** Null for a slug that has no card. */
function otherCard(slug: string, course: Course): Card | null {
  if (slug === "course") return courseCard(course.lessons());
  const landing = course.landing();
  if (slug !== "landing" || landing === null) return null;
  return landingCard(course.info.title ?? courseTitle, course.lessons(), landing.lines);
}

/** Any page may show a card. */
export function sendPicture(response: Response, png: Buffer): void {
  response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  response.setHeader("Cache-Control", `public, max-age=${cardSeconds}`);
  sendWithTag(response, "png", png);
}

/** Any page may frame the document, which may load our scripts and what `sources` names, and has no cookie to lose. */
export function allowFraming(response: Response, sources: readonly string[]): void {
  const policy = ["default-src 'none'", "script-src 'self'", ...sources, "base-uri 'none'", "form-action 'none'"];
  response.setHeader("Content-Security-Policy", [...policy, "frame-ancestors *"].join("; "));
  response.removeHeader("X-Frame-Options");
  response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
}

/** Caches may revalidate by ETag: Express then responds with 304. */
function sendWithTag(response: Response, type: string, body: string | Buffer): void {
  response.setHeader("ETag", `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`);
  response.type(type).send(body);
}
