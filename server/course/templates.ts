// Templates: what a draft in the playground can begin with, in folders `playground/NN-slug` of a course; and its lesson.
//
// A template is a `handler.ts`, perhaps a `client.html`, and a `template.yml` with its title and with what a run shows: it is
// linted as a cell of a guide is.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Lesson, type Style, styleSchema, styles } from "../protocol/lesson.ts";
import { isPlayLesson } from "../protocol/lesson-names.ts";
import type { Template } from "../protocol/playground.ts";
import { type Cell, createCell } from "./cell.ts";
import { readText } from "./course-error.ts";
import { parseValues, parseYaml } from "./front-matter.ts";

export interface LoadedTemplate {
  readonly template: Template;
  /** The handler and the run that shows what it does. */
  readonly cell: Cell;
  /** Null for those that every course has. */
  readonly folder: string | null;
}

export const templateFiles = { handler: "handler.ts", page: "client.html", manifest: "template.yml" } as const;

const manifestSchema = z.strictObject({
  title: z.string().min(1).max(80),
  summary: z.string().min(1).max(300),
  style: styleSchema,
  run: z.string(),
  shows: z.string(),
});

/** Throws `CourseError` for the first thing that the template's author has to fix. */
export async function loadTemplate(folder: string, slug: string): Promise<LoadedTemplate> {
  const [file, handlerFile] = [join(folder, templateFiles.manifest), join(folder, templateFiles.handler)];
  const { values, lines } = parseYaml(file, await readText(file, remedy), 1);
  const { run, shows, ...about } = parseValues(manifestSchema, values, () => ({ file, lines, remedy }));
  const handler = await readText(handlerFile, "Write the template's handler.");
  const pageFile = join(folder, templateFiles.page);
  const page = existsSync(pageFile) ? await readText(pageFile, "") : null;
  const at = { file, line: lines.get("run") ?? 1 };
  const template = { slug, ...about, handler, page };
  return { template, cell: cellOf(template, handlerFile, { at, run, shows }), folder };
}

const remedy = "Write a `title`, a `summary`, a `style`, a `run` and what it `shows`, and nothing else.";

type Run = Pick<Parameters<typeof createCell>[0], "at" | "run" | "shows">;

function cellOf({ slug, title, style, handler }: Template, file: string, run: Run): Cell {
  const id = `playground.${slug}`;
  return createCell({ id, title, label: title, style, file, firstLine: 1, source: handler, ...run });
}

const blank: Readonly<Record<Style, Pick<Template, "title" | "summary" | "handler">>> = {
  loop: {
    title: "Blank, as a loop",
    summary: "A function that owns each connection and logs its messages.",
    handler: `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    console.log(message);
  }
}
`,
  },
  events: {
    title: "Blank, with events",
    summary: "A WebSocketServer of npm's ws that logs every message.",
    handler: `import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    console.log(data.toString());
  });
});
`,
  },
};

/** The templates of every course: `blank-loop` and `blank-events`. */
export const blankTemplates: readonly LoadedTemplate[] = styles.map((style) => {
  const template = { slug: `blank-${style}`, ...blank[style], style, page: null };
  const at = { file: import.meta.filename, line: 1 };
  const run = { at, run: "connect a; a send hello", shows: "a receives nothing" };
  return { template, cell: cellOf(template, import.meta.filename, run), folder: null };
});

/**
 * What a draft has in place of a lesson: panes, clients and a blank start, but no text and no checks. Undefined for what is not
 * `play:<id>`. Whether the draft exists is not known here.
 */
export function playLessonOf(slug: string): Lesson | undefined {
  return isPlayLesson(slug) ? { ...blankLesson, slug } : undefined;
}

function listingOf(style: Style) {
  const { handler } = blank[style];
  return { start: handler, solution: handler };
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
