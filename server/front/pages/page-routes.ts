// The addresses that people open: each answered with the built document, in which what it is about stands already.
import { type Request, type RequestHandler, type Response, Router } from "express";
import type { Boot } from "../../protocol/http.ts";
import type { Lesson } from "../../protocol/lesson.ts";
import type { Store } from "../../store/store.ts";
import { type CallParts, learnerOf, lessonOf } from "../http/call.ts";
import { newestCodeOf } from "../learning/saved-code.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import { assets } from "./assets.ts";
import { bootScript } from "./boot.ts";
import type { BuiltPage } from "./built-page.ts";
import { courseMarkup, courseSummary, courseTitle } from "./course-markup.ts";
import { sendDocument } from "./encoding.ts";
import { type Head, headOf } from "./head.ts";
import type { Highlighter } from "./highlighter.ts";
import type { Html } from "./html.ts";
import { lessonMarkup, paneFrom } from "./lesson-markup.ts";
import { preflightMarkup, preflightSummary, preflightTitle } from "./preflight-markup.ts";

export interface PageParts extends CallParts {
  readonly store: Store;
  readonly registry: RoomRegistry;
  readonly highlighter: Highlighter;
  readonly page: BuiltPage;
}

interface Shown {
  readonly title: string;
  readonly description: string;
  readonly path: string;
  readonly image: string | null;
  readonly markup: Html;
  readonly boot: Boot;
  readonly hasEditor: boolean;
}

type Show = (parts: PageParts, request: Request, learner: string) => Promise<Shown>;

const addresses: Readonly<Record<string, Show>> = {
  "/": showCourse,
  "/lessons": showCourse,
  "/lessons/:slug": showLesson,
  "/preflight": showPreflight,
};

export function pageCalls(parts: PageParts): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const [address, show] of Object.entries(addresses)) router.get(address, answer(parts, show));
  router.use(assets(parts.page));
  return router;
}

/** What is not there is said before a learner is made of who asked for it. */
function answer(parts: PageParts, show: Show): RequestHandler {
  return async (request: Request, response: Response) => {
    const { template, editor } = await parts.page.current();
    if (request.params.slug !== undefined) lessonOf(parts, request);
    const { markup, boot, hasEditor, ...about } = await show(parts, request, learnerOf(parts, request, response));
    const origin = parts.addresses.originOf(request);
    const head: Head = { ...about, origin, soon: hasEditor ? editor : [] };
    await sendDocument(
      request,
      response,
      template.fill({ head: headOf(head), page: markup, boot: bootScript(boot) }).text,
    );
  };
}

async function bootOf({ course, store }: PageParts, learner: string): Promise<Boot> {
  return { course: { lessons: [...course.lessons()] }, progress: await store.progress(learner) };
}

async function showCourse(parts: PageParts, _request: Request, learner: string): Promise<Shown> {
  const boot = await bootOf(parts, learner);
  const markup = courseMarkup({ lessons: boot.course.lessons, progress: boot.progress });
  const about = { title: `ws101 · ${courseTitle}`, description: courseSummary, path: "/", image: "/card/course.png" };
  return { ...about, markup, boot, hasEditor: false };
}

async function showLesson(parts: PageParts, request: Request, learner: string): Promise<Shown> {
  const lesson = lessonOf(parts, request);
  const [boot, code] = await Promise.all([bootOf(parts, learner), newestCodeOf(parts, request, learner, lesson)]);
  const highlighted = await highlightedOf(parts, lesson, code);
  const pane = paneFrom(request.query.pane);
  const { slug, title, summary } = lesson;
  const about = {
    title: `${title} · ws101`,
    description: summary,
    path: `/lessons/${slug}`,
    image: `/card/${slug}.png`,
  };
  const markup = lessonMarkup({ lesson, code, course: boot.course.lessons, highlighted, pane });
  return { ...about, markup, boot: { ...boot, lesson, code }, hasEditor: true };
}

/** The course has its listings in colour; a learner's own code may come too late for it. */
async function highlightedOf(
  { highlighter }: PageParts,
  { listings, highlighted }: Lesson,
  { style, source }: { readonly style: "loop" | "events"; readonly source: string },
): Promise<string | null> {
  if (source === listings[style].start) return highlighted[style].start;
  return highlighter.html(source);
}

async function showPreflight(parts: PageParts, request: Request, learner: string): Promise<Shown> {
  const markup = preflightMarkup(parts.addresses.originOf(request));
  const about = { title: `${preflightTitle} · ws101`, description: preflightSummary, path: "/preflight", image: null };
  return { ...about, markup, boot: await bootOf(parts, learner), hasEditor: false };
}
