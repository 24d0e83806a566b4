// Rules for guides, the landing page, templates and the reference's examples: each program has the types that the editor wants, and
// each run does what the page says it does.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cellLesson } from "../../protocol/lesson-names.ts";
import type { Cell, Shown } from "../cell.ts";
import type { Guide } from "../guide.ts";
import type { Landing } from "../landing.ts";
import type { Course } from "../load.ts";
import { type LoadedTemplate, templateFiles } from "../templates.ts";
import { closedUnconnected, closesUnconnected, dialOwn, statementsOf } from "./command-checks.ts";
import { type LintProblem, lintProblem } from "./problem.ts";
import { parseSyntax } from "./syntax.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";
import { brokenLinks, unusedFiles } from "./text-rules.ts";
import { typeErrorsOf } from "./type-check.ts";
import { firstFailed, type JudgeProgram, verdictText } from "./verdict-rules.ts";

export async function lintGuides(course: Course, judge: JudgeProgram): Promise<LintProblem[]> {
  const pages = [...course.guides(), ...ownLanding(course)];
  const cells = pages.flatMap((page) => page.cells);
  const found = await Promise.all([...pages.map((page) => checkFiles(page, course)), lintCells(cells, judge)]);
  return found.flat();
}

/** The program of ws101's own landing page is linted with ws101's own course. */
function ownLanding(course: Course): Landing[] {
  const landing = course.landing();
  return landing?.isOwn ? [landing] : [];
}

export function hasCells(course: Course): boolean {
  return course.guides().length + ownLanding(course).length + ownTemplates(course).length > 0;
}

/** The handler of a template is linted as a cell is, and a client page has to connect to the room. */
export async function lintTemplates(course: Course, judge: JudgeProgram): Promise<LintProblem[]> {
  const templates = ownTemplates(course);
  const cells = templates.map(({ cell }) => cell);
  const found = await Promise.all([lintCells(cells, judge), ...templates.map(unusedTemplateFiles)]);
  return [...found.flat(), ...templates.flatMap(checkPage)];
}

function ownTemplates(course: Course): LoadedTemplate[] {
  return course.templates().filter(({ folder }) => folder !== null);
}

async function unusedTemplateFiles({ folder }: LoadedTemplate): Promise<LintProblem[]> {
  const names = Object.values(templateFiles);
  const known = names.map((name) => join(folder ?? "", name));
  return await unusedFiles(folder ?? "", known, `A template has ${names.join(", ")}.`);
}

export async function lintCells(cells: readonly Cell[], judge: JudgeProgram): Promise<LintProblem[]> {
  if (cells.length === 0) return [];
  return (await Promise.all([checkTypes(cells), checkRuns(cells, judge)])).flat();
}

async function checkFiles(page: Guide | Landing, course: Course): Promise<LintProblem[]> {
  const [file = ""] = page.files;
  const text = await readFile(file, "utf8");
  const unused = await unusedFiles(page.folder, page.files, "Show it with `:::cells`, or delete it.");
  return [...brokenLinks({ file, text, html: page.html }, course), ...unused];
}

async function checkTypes(cells: readonly Cell[]): Promise<LintProblem[]> {
  const errors = await typeErrorsOf(new Map(cells.map(({ id, source }) => [`${id}.ts`, source])));
  return cells.flatMap(({ id, file, firstLine }) =>
    (errors.get(`${id}.ts`) ?? []).map(({ line, message }) => {
      const place = { file, line: line + firstLine - 1 };
      return lintProblem("type-error", place, message, "Correct the program: the page shows it as an example.");
    }),
  );
}

/** Each cell in a room of its own, by the check that its run and its results make. */
async function checkRuns(cells: readonly Cell[], judge: JudgeProgram): Promise<LintProblem[]> {
  const checkIn = (folder: string) => Promise.all(cells.map((cell) => checkRun(cell, judge, folder)));
  return (await inTemporaryFolder(checkIn)).flat();
}

async function checkRun(cell: Cell, judge: JudgeProgram, folder: string): Promise<LintProblem[]> {
  const { id, style, source, file, firstLine } = cell;
  const closed = closedUnconnected(cell.commands);
  if (closed !== null) {
    const remedy = `Begin \`run\` with \`connect ${closed.toLowerCase()}\`.`;
    return [lintProblem("cell-fails", { file, line: firstLine }, `The run ${closesUnconnected(closed)}`, remedy)];
  }
  const checksFile = join(folder, `${id}.ts`);
  await writeFile(checksFile, checkOf(cell));
  const judged = await judge({ slug: cellLesson(id), style, source, seed: 1, checksFile });
  if (judged.status === "pass") return [];
  const remedy = "Correct the program, `run` or `shows`: a reader must see what the page promises.";
  const line = firstLine - 1 + (firstFailed(judged)?.fault?.line ?? 1);
  return [lintProblem("cell-fails", { file, line }, `The run does not show this: ${verdictText(judged)}`, remedy)];
}

/** A run of the cell and what each client then sees, and no more. */
function checkOf({ commands, shown }: Pick<Cell, "commands" | "shown">): string {
  const refused = shown.filter(({ what }) => what === "refused").map(({ client }) => client);
  // Frames are a second view: the messages remain to be expected.
  const run = statementsOf(commands, { refused, settle: (client) => `await ${client}.frames();` });
  const expectations = [...Map.groupBy(shown, ({ client }) => client)].flatMap(([client, items]) =>
    expectationsOf(client, items).map((expectation) => `  await ${client}.expect.${expectation};`),
  );
  const body = [...run, ...expectations].join("\n");
  return `import { check, close, ping } from "ws101/checks";\n${dialOwn}check("runs", async ({ connect, clock, room, accept }) => {\n${body}\n});\n`;
}

function expectationsOf(client: string, items: readonly Shown[]): string[] {
  const values = items.flatMap(expectedOf);
  const inOrder = values.length === 0 ? [] : [`inOrder([${values.join(", ")}])`];
  const [refused] = items.filter((item) => item.what === "refused");
  if (refused !== undefined) return [...inOrder, `refused(${refused.status})`];
  return items.some(({ what }) => what === "closed")
    ? inOrder
    : [...inOrder, `nothing({ because: "after ${client}'s run" })`];
}

function expectedOf(item: Shown): string[] {
  switch (item.what) {
    case "text":
      return [JSON.stringify(item.text)];
    case "binary":
      return [`Buffer.from("${item.hex.replace(/\s/g, "")}", "hex")`];
    case "ping":
      return ["ping()"];
    case "closed":
      return [`close(${item.code}, ${JSON.stringify(item.reason)})`];
    case "nothing":
    case "refused":
      return [];
    default:
      return item satisfies never;
  }
}

function checkPage({ template: { page }, folder }: LoadedTemplate): LintProblem[] {
  if (page === null) return [];
  const file = join(folder ?? "", templateFiles.page);
  if (!/\bWS_URL\b/.test(page)) {
    const problem = "The client page never connects: it does not mention `WS_URL`.";
    return [lintProblem("broken-page", { file, line: null }, problem, "Write `new WebSocket(WS_URL)`.")];
  }
  return [...page.matchAll(/(<script\b[^>]*>)(.*?)<\/script>/gis)].flatMap((match) => {
    const [, tag = "", script = ""] = match;
    const { error } = parseSyntax(script);
    if (error === null) return [];
    const line = page.slice(0, match.index + tag.length + error.at).split("\n").length;
    return [lintProblem("broken-page", { file, line }, error.message, "Correct the script.")];
  });
}
