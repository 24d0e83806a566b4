// Rules for the playground's templates: the handler is linted as a cell is, and a client page has to connect to the room.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Course } from "../load.ts";
import { type LoadedTemplate, templateFiles } from "../templates.ts";
import { lintCells } from "./cells.ts";
import { type LintProblem, lintProblem } from "./problem.ts";
import { parseSyntax } from "./syntax.ts";
import type { JudgeProgram } from "./verdict-rules.ts";

/** Of the course's own templates. */
export async function lintTemplates(course: Course, judge: JudgeProgram): Promise<LintProblem[]> {
  const templates = ownTemplates(course);
  const cells = templates.map(({ cell }) => cell);
  const found = await Promise.all([lintCells(cells, judge), ...templates.map(unusedFiles)]);
  return [...found.flat(), ...templates.flatMap(checkPage)];
}

export function ownTemplates(course: Course): LoadedTemplate[] {
  return course.templates().filter(({ folder }) => folder !== null);
}

async function unusedFiles({ folder }: LoadedTemplate): Promise<LintProblem[]> {
  const names = await readdir(folder ?? "");
  const known: readonly string[] = Object.values(templateFiles);
  return names.flatMap((name) => {
    if (known.includes(name)) return [];
    const problem = `Nothing uses \`${name}\`.`;
    const file = join(folder ?? "", name);
    return [lintProblem("unused-file", { file, line: null }, problem, `A template has ${known.join(", ")}.`)];
  });
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
