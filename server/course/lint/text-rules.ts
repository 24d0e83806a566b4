// Rules for a lesson's files that need no server: complete, short, and without loose ends.
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { isDefault } from "../../checks/hints.ts";
import { unescapeHtml } from "../../protocol/html.ts";
import { type Hint, type Lesson, type Style, styleOf, styles } from "../../protocol/lesson.ts";
import { readText } from "../course-error.ts";
import { parseFrontMatter } from "../front-matter.ts";
import type { Course } from "../load.ts";
import { type LintProblem, lineOf, lintProblem } from "./problem.ts";
import { childrenOf, nameOf, parseSyntax, walk } from "./syntax.ts";

/** A lesson as the linter sees it, with the text of `lesson.md` and the source of `checks.ts`. */
export type LintedLesson = Awaited<ReturnType<typeof readLinted>>;

export async function readLinted(course: Course, slug: string) {
  const [lesson, files] = [course.lesson(slug), course.files(slug)];
  if (lesson === undefined || files === undefined) throw new Error(`${slug} is not loaded.`);
  return {
    lesson,
    files,
    text: await readText(files.text, ""),
    checks: await readText(files.checks, ""),
    starts: await readSources(files.start),
    solutions: await readSources(files.solution),
  };
}

/** With the lines that mark regions, so that line numbers are those of the files. */
async function readSources(fileOf: (style: Style) => string): Promise<Readonly<Record<Style, string>>> {
  const [loop, events] = await Promise.all([readText(fileOf("loop"), ""), readText(fileOf("events"), "")]);
  return { loop, events };
}

const longestText = 120;
const fewestMistakes = 12;

export async function checkFiles(linted: LintedLesson, course: Course): Promise<LintProblem[]> {
  return [
    ...checkText(linted),
    ...checkLinks(linted, course),
    ...checkAxum(linted),
    ...checkTour(linted),
    ...checkHints(linted),
    ...checkSteps(linted),
    ...checkTodo(linted),
    ...checkStyles(linted),
    ...(await checkFolder(linted)),
    ...(await checkFinished(linted)),
    ...checkApis(linted, course),
  ];
}

function checkText({ lesson, files, text }: LintedLesson): LintProblem[] {
  const { body } = parseFrontMatter(files.text, text);
  const lines = learnersText(body).trim().split("\n").length;
  const top = { file: files.text, line: null };
  const problems: LintProblem[] = [];
  if (lines > longestText) {
    const problem = `The text has ${lines} lines without its hints and notes; the limit is ${longestText}.`;
    problems.push(lintProblem("text-too-long", top, problem, "Say less, or split it into two lessons."));
  }
  const require = (markup: string, html: string, what: string, remedy: string) => {
    if (!html.includes(markup)) problems.push(lintProblem("incomplete-text", top, `The text has no ${what}.`, remedy));
  };
  require('<section class="step"', lesson.html, "step", "Write `:::step` … `:::`.");
  require('<button type="button" class="try"', lesson.html, "try button", "Write `:::try{run=…}`.");
  require("<h2>", lesson.afterHtml, "heading for after the exercise", "Write `:::after` with a `##`.");
  return problems;
}

/** What every learner reads: without the hints, and without the notes for presenters. */
function learnersText(body: string): string {
  return body.replace(/^:::\s*(?:hint|instructor)\b.*\n(?:(?!:::).*\n)*:::[^\S\n]*\n?/gm, "");
}

/** Programs are run in the style that their folder or their first lines name. */
function checkStyles({ files, starts, solutions }: LintedLesson): LintProblem[] {
  const own = styles.flatMap((style) => [
    { style, file: files.start(style), source: starts[style] },
    { style, file: files.solution(style), source: solutions[style] },
  ]);
  const wrong = [...own, ...files.mistakes].filter(({ style, source }) => styleOf(source) !== style);
  return wrong.map(({ style, file, source }) => {
    const problem = `This is a program in the ${styleOf(source)} style, and its place is for the ${style} style.`;
    const remedy = "A program in the loop style has a default export; one in the events style has none.";
    return lintProblem("other-style", { file, line: 1 }, problem, remedy);
  });
}

function checkLinks({ lesson, files, text }: LintedLesson, course: Course): LintProblem[] {
  const notes = course.notes(lesson.slug);
  const html = [lesson.html, lesson.afterHtml, ...[...lesson.hints, ...notes].map((part) => part.html)].join("");
  return brokenLinks({ file: files.text, text, html }, course);
}

/** Links to lessons and guides that do not exist, and URLs that are none. */
export function brokenLinks(
  { file, text, html }: { readonly file: string; readonly text: string; readonly html: string },
  course: Course,
): LintProblem[] {
  const missing = (scheme: "lesson" | "guide", pages: readonly { readonly slug: string }[]) => {
    const known = pages.map(({ slug }) => slug);
    const remedy = known.length === 0 ? `There are no ${scheme}s to link to.` : `Link to one of: ${known.join(", ")}.`;
    return [...html.matchAll(new RegExp(`data-${scheme}="([^"]*)"`, "g"))]
      .filter(([, slug = ""]) => !known.includes(slug))
      .map(([, slug]) => ({ href: `${scheme}:${slug}`, remedy }));
  };
  const broken = [...missing("lesson", course.lessons()), ...missing("guide", course.guides())];
  const urls = [...html.matchAll(/<a href="(https:[^"]*)"/g)].map(([, href = ""]) => unescapeHtml(href));
  const invalid = urls.filter((href) => !URL.canParse(href)).map((href) => ({ href, remedy: "Write a complete URL." }));
  return [...broken, ...invalid].map(({ href, remedy }) =>
    lintProblem("broken-link", { file, line: lineOf(text, href) }, `\`${href}\` leads nowhere.`, remedy),
  );
}

function checkAxum({ lesson, files }: LintedLesson): LintProblem[] {
  const { axum } = lesson.listings;
  const outdated = /Message::Text\(String|get\(upgrade|Message::Ping\(vec/.exec(axum)?.[0];
  const isComplete = /^\/\/ Axum 0\.8/.test(axum) && /async fn main\(\).*any\(.*on_upgrade\(/s.test(axum);
  if (isComplete && outdated === undefined) return [];
  const place = { file: files.axum, line: outdated === undefined ? null : lineOf(axum, outdated) };
  const remedy = "Begin with `// Axum 0.8`, and show `main`, a route with `any`, and `on_upgrade`.";
  return [lintProblem("not-axum-0.8", place, "This is not a complete program for Axum 0.8.", remedy)];
}

function checkTour({ lesson, files }: LintedLesson): LintProblem[] {
  return lesson.tour.listings
    .filter(({ steps }) => steps.length < 3)
    .map(({ file, steps }) => {
      const problem = `\`${file}\` has ${steps.length} ${steps.length === 1 ? "step" : "steps"}.`;
      return lintProblem("short-tour", { file: files.tour, line: null }, problem, "Explain at least three places.");
    });
}

/** Lines of the directives with this name, in order. */
export function linesOf(text: string, directive: string): number[] {
  const opening = new RegExp(`^:::\\s*${directive}\\b`);
  return text.split("\n").flatMap((row, index) => (opening.test(row) ? [index + 1] : []));
}

export function hintsFor(hints: readonly Hint[], id: string, style: Style): Hint[] {
  return hints.filter((hint) => hint.check === id && (hint.style ?? style) === style);
}

/** What a reader sees of a hint. */
export function textOfHtml(html: string): string {
  return unescapeHtml(html.replace(/<[^>]+>/g, ""));
}

function checkHints({ lesson, files, text, checks }: LintedLesson): LintProblem[] {
  const problems: LintProblem[] = [];
  for (const { id, title } of lesson.checks) {
    if (!files.mistakes.some(({ check }) => check === id)) {
      const remedy = `Add a file to mistakes/ with \`// check: ${id}\`, or remove the check.`;
      const place = { file: files.checks, line: lineOf(checks, title) };
      problems.push(lintProblem("check-without-mistake", place, `No mistake fails \`${id}\`.`, remedy));
    }
    for (const style of styles) {
      const count = hintsFor(lesson.hints, id, style).filter(isDefault).length;
      if (count === 1) continue;
      const line = lineOf(text, `check=${id}`);
      const problem = `\`${id}\` has ${count} default hints in the ${style} style.`;
      const remedy = `Write exactly one \`:::hint{check=${id}}\` without \`when\` and \`because\`.`;
      problems.push(lintProblem("check-without-default-hint", { file: files.text, line }, problem, remedy));
    }
  }
  for (const style of styles) {
    const count = files.mistakes.filter((mistake) => mistake.style === style).length;
    if (count >= fewestMistakes) continue;
    const problem = `There are ${count} wrong answers in the ${style} style.`;
    const place = { file: join(files.folder, "mistakes"), line: null };
    const remedy = `Collect at least ${fewestMistakes}, as people write them.`;
    problems.push(lintProblem("few-mistakes", place, problem, remedy));
  }
  return problems;
}

function checkSteps({ lesson, files }: LintedLesson): LintProblem[] {
  const named = lesson.steps.flatMap(({ checks }) => checks);
  return lesson.checks
    .filter(({ id }) => !named.includes(id))
    .map(({ id }) => {
      const remedy = `Name it in \`:::step{checks="${id}"}\`.`;
      return lintProblem("check-without-step", { file: files.text, line: null }, `No step asks for \`${id}\`.`, remedy);
    });
}

function checkTodo({ files, starts }: LintedLesson): LintProblem[] {
  return styles
    .map((style) => ({ file: files.start(style), source: starts[style] }))
    .filter(({ file, source }) => file.startsWith(files.folder) && !/\/\/ TODO: \w/.test(source))
    .map(({ file }) => {
      const remedy = "Use `// TODO: …` to say what to write, and where.";
      return lintProblem("no-todo", { file, line: 1 }, "The start does not say what to do.", remedy);
    });
}

async function checkFolder({ files }: LintedLesson): Promise<LintProblem[]> {
  const own = styles.flatMap((style) => [join(files.folder, style, "start.ts"), files.solution(style)]);
  const mistakes = files.mistakes.map(({ file }) => file);
  const known = [files.text, files.checks, files.tour, files.axum, files.mutants, ...own, ...mistakes];
  return await unusedFiles(files.folder, known, "Delete it.");
}

/** Files of the folder other than those that are known. */
export async function unusedFiles(folder: string, known: readonly string[], remedy: string): Promise<LintProblem[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files
    .filter((file) => !known.includes(file))
    .map((file) =>
      lintProblem("unused-file", { file, line: null }, `Nothing uses \`${relative(folder, file)}\`.`, remedy),
    );
}

/** What `ws101 new` leaves to its author. */
async function checkFinished({ files, solutions, text, checks }: LintedLesson): Promise<LintProblem[]> {
  const read = async (file: string) => ({ file, source: await readFile(file, "utf8") });
  const others = [{ file: files.checks, source: checks }, ...(await Promise.all([files.tour, files.axum].map(read)))];
  const own = styles.map((style) => ({ file: files.solution(style), source: solutions[style] }));
  return [{ file: files.text, source: text }, ...others, ...own, ...files.mistakes].flatMap(({ file, source }) =>
    source.split("\n").flatMap((row, index) => {
      if (!/\bTODO\b/.test(row)) return [];
      const todo = row.slice(row.search(/\bTODO\b/)).trim();
      return [lintProblem("unfinished", { file, line: index + 1 }, todo, "Do it, and delete the note.")];
    }),
  );
}

/** The objects whose members a lesson has to explain. */
const explainedObjects = ["socket", "sender", "receiver", "wss", "message", "request"];

/** What a learner needs for the solution is in the text of this lesson or of those it requires, or in the start. */
function checkApis({ lesson, files, solutions }: LintedLesson, course: Course): LintProblem[] {
  return styles.flatMap((style) => {
    const words = wordsExplained(lesson, style, course);
    return apisOf(solutions[style])
      .filter(({ name }) => !words.has(name))
      .map(({ name, line }) => {
        const problem = `The text does not explain \`${name}\`.`;
        const remedy = `Show it in code in the text of this lesson, or of one that it requires.`;
        return lintProblem("unexplained-api", { file: files.solution(style), line }, problem, remedy);
      });
  });
}

function wordsExplained(lesson: Lesson, style: Style, course: Course, seen = new Set<string>()): Set<string> {
  seen.add(lesson.slug);
  const code = [...lesson.html.matchAll(/<code\b[^>]*>(.*?)<\/code>/gs)].map(([, html = ""]) => textOfHtml(html));
  const words = new Set([...code, lesson.listings[style].start].join(" ").match(/\w+/g) ?? []);
  for (const slug of lesson.requires) {
    const required = seen.has(slug) ? undefined : course.lesson(slug);
    if (required !== undefined) for (const word of wordsExplained(required, style, course, seen)) words.add(word);
  }
  return words;
}

function apisOf(source: string): { readonly name: string; readonly line: number }[] {
  const { root } = parseSyntax(source);
  const found = new Map<string, number>();
  const add = (name: string, at: number) => {
    if (name !== "" && !found.has(name)) found.set(name, source.slice(0, at).split("\n").length);
  };
  walk(root, (node) => {
    if (node.type === "ImportSpecifier" && node.importKind !== "type") add(nameOf(node.imported), node.start);
    if (node.type !== "MemberExpression" || node.computed === true) return;
    const [object, property] = childrenOf(node);
    if (explainedObjects.includes(nameOf(object))) add(nameOf(property), node.start);
  });
  return [...found].map(([name, line]) => ({ name, line }));
}
