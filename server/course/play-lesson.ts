// What a draft of the playground has in place of a lesson: panes, clients and a blank start, but no text and no checks.
import type { Lesson, Style } from "../protocol/lesson.ts";
import { isPlayLesson } from "../protocol/playground.ts";
import { blankTemplates } from "./templates.ts";

/** Undefined for what is not `play:<id>`. Whether the draft exists is not known here. */
export function playLessonOf(slug: string): Lesson | undefined {
  return isPlayLesson(slug) ? { ...blankLesson, slug } : undefined;
}

function listingOf(style: Style) {
  const start = blankTemplates.find(({ template }) => template.style === style)?.template.handler ?? "";
  return { start, solution: start };
}

const noListing = { loop: { start: "", solution: "" }, events: { start: "", solution: "" }, axum: "" };

const blankLesson: Lesson = {
  slug: "",
  number: 0,
  title: "Playground",
  summary: "A program without a task.",
  minutes: 0,
  difficulty: "easy",
  concepts: [],
  requires: [],
  clients: ["A", "B"],
  panes: { shown: ["code", "clients", "wire"] },
  html: "",
  afterHtml: "",
  listings: { loop: listingOf("loop"), events: listingOf("events"), axum: "" },
  highlighted: noListing,
  checks: [],
  hints: [],
  steps: [],
  tour: { listings: [], takeaways: [], related: [] },
};
