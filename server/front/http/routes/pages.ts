// The pages that people open: the built document, filled with the text and data of what it shows.
import type { Boot } from "../../../protocol/boot.ts";
import type { GuideSummary } from "../../../protocol/http.ts";
import type { Lesson } from "../../../protocol/lesson.ts";
import { openPane, withPreview } from "../../../protocol/panes.ts";
import type { StoredCode } from "../../learning/learner-code.ts";
import {
  courseMarkup,
  courseSummary,
  courseTitle,
  deletedDraftMarkup,
  instructorMarkup,
  playMarkup,
  playSummary,
  preflightMarkup,
  preflightSummary,
  preflightTitle,
} from "../../pages/course-markup.ts";
import { type Head, type Html, html } from "../../pages/document.ts";
import { landingDocument, landingSummary } from "../../pages/landing-page.ts";
import { draftMarkup, lessonMarkup } from "../../pages/lesson-markup.ts";
import { referenceDocument } from "../../pages/reference-page.ts";
import { guideDocument } from "../../pages/site-document.ts";
import {
  closedLessonMarkup,
  joinMarkup,
  joinSummary,
  joinTitle,
  lessonsOpenTo,
  memberBar,
} from "../../pages/workshop-markup.ts";
import { HttpProblem, noDraft } from "../problem.ts";
import { type Call, get, type HttpDeps, type Route } from "../route.ts";
import { codeFor } from "./lessons.ts";
import { openedDraft } from "./playground.ts";

type PageCall = Call<never, never>;

interface Content {
  readonly head: Omit<Head, "origin" | "accent" | "prefetch">;
  readonly page: Html;
  readonly boot: Boot;
  readonly hasEditor?: boolean;
}

type Render = (call: PageCall, deps: HttpDeps) => Promise<Content>;

export const pageRoutes: readonly Route[] = [
  pageRoute("/lessons", "The course.", courseContent),
  pageRoute("/lessons/:slug", "A lesson.", lessonContent),
  pageRoute("/play/:draft", "A draft in the playground.", draftContent),
  get("/play", {
    summary: "The playground: leads to the learner's newest draft, or makes the first one.",
    response: "html",
    others: { 302: "To the newest draft." },
    handle: async (call: PageCall, deps) => {
      const drafts = await deps.playground.drafts.list(call.learner());
      const newest = drafts.find(({ deletedAtMs }) => deletedAtMs === null);
      if (newest === undefined) await sendPage(call, deps, await playContent(call, deps));
      else call.response.redirect(302, `/play/${newest.id}`);
    },
  }),
  pageRoute("/join", "The page on which learners join a workshop.", joinContent),
  pageRoute("/join/:code", "The same, with the workshop's code.", joinContent),
  pageRoute("/preflight", "Tests whether this browser and network can open WebSockets.", preflightContent),
  pageRoute("/instructor", "For instructors: signing in, and their workshops.", instructorContent),
  pageRoute("/instructor/:id", "For instructors: the dashboard of a workshop.", instructorContent),
  pageRoute("/instructor/:id/members/:member", "For instructors: a member's work.", instructorContent),
  pageRoute("/instructor/:id/results", "For instructors: what a workshop leaves.", instructorContent),
  get("/", {
    summary: "The landing page, with a program that runs in the visitor's own room.",
    response: "html",
    handle: async (call, deps) => {
      const { landing: built } = await deps.pages.built.current();
      const { course } = deps;
      const title = course.info.title ?? courseTitle;
      const head = {
        title: `ws101 · ${title}`,
        description: landingSummary,
        path: "/",
        image: course.landing() === null ? "/card/course.png" : "/card/landing.png",
        origin: call.origin,
        accent: course.info.colors?.accent,
      };
      const boot = await bootFor(call, deps, call.knownLearner());
      const document = landingDocument({ head, title, boot, guides: course, landing: course.landing(), built });
      await call.sendDocument(document.text);
    },
  }),
  get("/guides/:slug", {
    summary: "A guide: text with programs that run in the visitor's own rooms.",
    response: "html",
    others: { 404: "There is no such guide." },
    handle: async (call, { pages, course }) => {
      const slug = call.param("slug");
      const guide = course.guide(slug);
      if (guide === undefined) throw new HttpProblem(404, `There is no guide "${slug.slice(0, 64)}".`);
      const { template, cells } = await pages.built.current();
      const view = { course, styles: template.styles, script: cells, origin: call.origin };
      await call.sendDocument(guideDocument({ ...view, guide }).text);
    },
  }),
  get("/reference", {
    summary: "The reference: modules, globals, close codes and opcodes.",
    response: "html",
    handle: async (call, { pages, course }) => {
      const { template, cells } = await pages.built.current();
      const view = { course, styles: template.styles, script: cells, origin: call.origin };
      await call.sendDocument(referenceDocument({ ...view, reference: pages.reference }).text);
    },
  }),
];

function pageRoute(path: string, summary: string, render: Render): Route {
  return get(path, {
    summary,
    response: "html",
    handle: async (call: PageCall, deps) => sendPage(call, deps, await render(call, deps)),
  });
}

async function sendPage(call: PageCall, deps: HttpDeps, { head, page, boot, hasEditor }: Content): Promise<void> {
  const { template, editor } = await deps.pages.built.current();
  const accent = deps.course.info.colors?.accent;
  const filled = { ...head, origin: call.origin, accent, prefetch: hasEditor ? editor : [] };
  await call.sendDocument(template.fill(filled, page, boot));
}

/** `learner`: null for a visitor without a session. */
async function bootFor(
  call: PageCall,
  { course, store, workshops, playground }: HttpDeps,
  learner: string | null,
): Promise<Boot> {
  const { title } = course.info;
  const [progress, workshop] =
    learner === null
      ? [{ lessons: [] }, null]
      : await Promise.all([store.progress(learner), workshops.all.viewOf(learner, (room) => call.roomUrl(room))]);
  return {
    course: { ...(title !== undefined && { title }), lessons: [...course.lessons()], guides: guidesOf(course) },
    progress,
    workshop,
    playground: playground.settings,
  };
}

function guidesOf(course: HttpDeps["course"]): GuideSummary[] {
  return course.guides().map(({ slug, title, summary }) => ({ slug, title, summary }));
}

async function courseContent(call: PageCall, deps: HttpDeps): Promise<Content> {
  const boot = await bootFor(call, deps, call.learner());
  const title = deps.course.info.title ?? courseTitle;
  const page = withBar(boot, courseMarkup(title, boot));
  const head = {
    title: `Lessons · ${deps.course.info.title ?? "ws101"}`,
    description: courseSummary,
    path: "/lessons",
    image: "/card/course.png",
  };
  return { head, page, boot };
}

async function lessonContent(call: PageCall, deps: HttpDeps): Promise<Content> {
  // A dead link creates no learner.
  const lesson = call.lesson();
  const learner = call.learner();
  const { slug, title, summary: description } = lesson;
  const [boot, stored] = await Promise.all([bootFor(call, deps, learner), deps.code.current(learner, lesson)]);
  const [code, highlighted] = await Promise.all([
    codeFor(deps, call, { learner, slug, code: stored }),
    highlight(deps, lesson, stored),
  ]);
  const course = boot.course.lessons;
  const isOpen = lessonsOpenTo(boot.workshop ?? null, course).some((each) => each.slug === slug);
  const pane = openPane(lesson.panes, call.request.query.pane);
  const markup = isOpen ? lessonMarkup({ lesson, code, course, highlighted, pane }) : closedLessonMarkup(title);
  const page = withBar(boot, markup);
  const head = { title: `${title} · ws101`, description, path: `/lessons/${slug}`, image: `/card/${slug}.png` };
  return { head, page, boot: { ...boot, lesson, code }, hasEditor: true };
}

/** The course contains its own listings highlighted. A learner's code may not be highlighted in time. */
async function highlight({ pages }: HttpDeps, lesson: Lesson, { style, source }: StoredCode): Promise<string | null> {
  if (source === lesson.listings[style].start) return lesson.highlighted[style].start;
  return pages.highlighter.html(source);
}

const playHead = { description: playSummary, path: "/play" };

/** Without a draft: the page makes one, so that reading creates nothing. */
async function playContent(call: PageCall, deps: HttpDeps): Promise<Content> {
  const boot = await bootFor(call, deps, call.learner());
  return { head: { ...playHead, title: "Playground · ws101" }, page: playMarkup(), boot, hasEditor: true };
}

/** A deleted draft, too, has a page, which can restore it. */
async function draftContent(call: PageCall, deps: HttpDeps): Promise<Content> {
  const learner = call.learner();
  const id = call.param("draft");
  const draft = (await deps.playground.drafts.list(learner)).find((each) => each.id === id);
  if (draft === undefined) throw noDraft();
  const boot = await bootFor(call, deps, learner);
  const head = { ...playHead, title: `${draft.title} · ws101` };
  if (draft.deletedAtMs !== null) return { head, page: deletedDraftMarkup(draft.title), boot };
  const opened = await openedDraft(call, deps, learner, draft);
  const { lesson, code, clientPage } = opened;
  const pane = openPane(withPreview(lesson.panes), call.request.query.pane);
  const highlighted = await deps.pages.highlighter.html(code.source);
  const canShare = deps.playground.settings.sharing;
  const view = { ...opened, highlighted, pane, page: clientPage.source, canShare };
  const page = withBar(boot, draftMarkup(view));
  return { head, page, boot: { ...boot, ...opened }, hasEditor: true };
}

async function preflightContent(call: PageCall, deps: HttpDeps): Promise<Content> {
  const page = preflightMarkup(call.origin);
  const head = { title: `${preflightTitle} · ws101`, description: preflightSummary, path: "/preflight" };
  return { head, page, boot: await bootFor(call, deps, call.learner()) };
}

function withBar({ workshop = null }: Boot, page: Html): Html {
  return html`${memberBar(workshop)}${page}`;
}

/** A wrong code counts as an attempt to guess one, as in the API. Throws a 429 after too many. */
async function joinContent(call: PageCall, deps: HttpDeps): Promise<Content> {
  const learner = call.learner();
  const { code = "" } = call.request.params;
  const visitor = { address: call.address, learner };
  const info = code === "" ? null : deps.workshops.joining.info(String(code), visitor);
  const boot = { ...(await bootFor(call, deps, learner)), ...(info !== null && { join: info }) };
  const title = info === null ? joinTitle : `${joinTitle}: ${info.title}`;
  const head = { title: `${title} · ws101`, description: joinSummary, path: "/join" };
  return { head, page: joinMarkup({ code: String(code), info }), boot };
}

/** The same for everyone: the page asks who has signed in. */
async function instructorContent(call: PageCall, deps: HttpDeps): Promise<Content> {
  const title = "Workshops · ws101";
  const description = "Teach with ws101: open a workshop, and see where everyone is.";
  const head = { title, description, path: call.request.path };
  return { head, page: instructorMarkup(), boot: await bootFor(call, deps, call.learner()) };
}
