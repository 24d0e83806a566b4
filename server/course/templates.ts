// Templates: what a draft in the playground can begin with, in folders `playground/NN-slug` of a course.
//
// A template is a `handler.ts`, perhaps a `client.html`, and a `template.yml` with its title and with what a run shows: it is linted
// as a cell of a guide is.
import { access } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Style, styleSchema, styles } from "../protocol/lesson.ts";
import type { Template } from "../protocol/playground.ts";
import { type Cell, createCell } from "./cell.ts";
import { CourseError, parseYaml, readText } from "./front-matter.ts";

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
  const { values, lines } = parseYaml(file, await readText(file, `Write ${keys}.`), 1);
  const parsed = manifestSchema.safeParse(values);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const key = String(issue?.path[0] ?? "");
    throw new CourseError(file, lines.get(key) ?? 1, `\`${key}\`: ${issue?.message ?? "not valid"}.`, `Write ${keys}.`);
  }
  const { run, shows, ...about } = parsed.data;
  const handler = await readText(handlerFile, "Write the template's handler.");
  const page = await readPage(join(folder, templateFiles.page));
  const at = { file, line: lines.get("run") ?? 1 };
  const template = { slug, ...about, handler, page };
  return { template, cell: cellOf(template, handlerFile, { at, run, shows }), folder };
}

const keys = "a `title`, a `summary`, a `style`, a `run` and what it `shows`, and nothing else";

/** Null if there is none. */
async function readPage(file: string): Promise<string | null> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  return isThere ? await readText(file, "") : null;
}

type Run = Pick<Parameters<typeof createCell>[0], "at" | "run" | "shows">;

function cellOf({ slug, title, style, handler }: Template, file: string, run: Run): Cell {
  const id = `playground.${slug}`;
  return createCell({ id, title, label: title, style, file, firstLine: 1, source: handler, ...run });
}

const blankHandlers: Readonly<Record<Style, string>> = {
  loop: `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    console.log(message);
  }
}
`,
  events: `import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    console.log(data.toString());
  });
});
`,
};

const blankTitles: Readonly<Record<Style, string>> = { loop: "Blank, as a loop", events: "Blank, with events" };
const blankSummaries: Readonly<Record<Style, string>> = {
  loop: "A function that owns each connection and logs its messages.",
  events: "A WebSocketServer of npm's ws that logs every message.",
};

/** The templates of every course: `blank-loop` and `blank-events`. */
export const blankTemplates: readonly LoadedTemplate[] = styles.map((style) => {
  const about = { title: blankTitles[style], summary: blankSummaries[style] };
  const template = { slug: `blank-${style}`, ...about, style, handler: blankHandlers[style], page: null };
  const at = { file: import.meta.filename, line: 1 };
  const run = { at, run: "connect a; a send hello", shows: "a receives nothing" };
  return { template, cell: cellOf(template, import.meta.filename, run), folder: null };
});
