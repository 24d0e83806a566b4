// The program of the landing page, in `landing/` of a course's folder: a handler with one line to change, other versions of that
// line, and what each replies. A course without one has the program of ws101's own.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Hop, rowsOf } from "../protocol/exchange.ts";
import { type Cell, createCell } from "./cell.ts";
import { CourseError, readText } from "./course-error.ts";
import { landingFolder } from "./folders.ts";
import { type FrontMatter, parseFrontMatter, parseValues } from "./front-matter.ts";
import type { Highlight } from "./highlight.ts";
import { createMarkdown } from "./lesson-text.ts";

export type Landing = Awaited<ReturnType<typeof readLanding>>;

const ownLessons = fileURLToPath(new URL("../../lessons", import.meta.url));

const messageSchema = z.string().regex(/^[ab] .{1,40}$/, "must be like `a hello`");
const lineSchema = z.strictObject({
  name: z.string().min(1).max(20),
  line: z.string().trim().min(1).max(120),
  /** For each of `sends`. */
  replies: z.array(z.array(messageSchema)),
});
const frontMatterSchema = z.strictObject({
  sends: z.array(messageSchema).min(1).max(3),
  lines: z.tuple([lineSchema], lineSchema),
});

type Line = z.infer<typeof lineSchema>;

const lineElement = /<span class="line">(.*?)<\/span>(?=\n|<\/code>)/g;

/** Throws `CourseError` for the first thing that the course's author has to fix. */
export async function loadLanding(dir: string, highlight: Highlight): Promise<Landing> {
  const own = join(dir, landingFolder);
  const isOwn = existsSync(own);
  const landing = await readLanding(isOwn ? own : join(ownLessons, landingFolder), highlight);
  return isOwn ? landing : { ...landing, isOwn, html: "" };
}

async function readLanding(folder: string, highlight: Highlight) {
  const [file, program] = [join(folder, "landing.md"), join(folder, "handler.ts")];
  const front = parseFrontMatter(file, await readText(file, "Write the text of the landing page."));
  const source = (await readText(program, "Write the handler that the landing page runs.")).trimEnd();
  const head = parseHead(front);
  const [first, ...others] = head.lines;
  const changed = indexOfLine(program, source, first.line);
  const cellOf = (line: Line, index: number) =>
    cellFor({ file: program, source: source.replace(first.line, () => line.line) }, head.sends, line, index);
  /** One for each version of the line; the page runs all of them in the room of the first. */
  const cells: readonly [Cell, ...Cell[]] = [cellOf(first, 0), ...others.map((line, index) => cellOf(line, index + 1))];
  return {
    /** False for a course that shows the program of ws101's own, and not its text. */
    isOwn: true,
    /** What the page says about the course, for example whom it is for. */
    html: createMarkdown({ file, listings: new Map(), highlight })(front.body, front.bodyLine),
    cells,
    /** The handler's lines, highlighted, each without its element. */
    lines: [...highlight(source, "ts").matchAll(lineElement)].map(([, line = ""]) => line),
    /** The index of the line to change, and its indentation. */
    changed,
    indent: /^\s*/.exec(source.split("\n")[changed] ?? "")?.[0] ?? "",
    choices: head.lines.map(({ name, line }) => ({ name, line })),
    /** What happens with the first line. */
    rows: rowsOf(hopsOf(head.sends, first.replies)),
    folder,
    files: [file, program],
  };
}

function parseHead({ file, values, lines }: FrontMatter) {
  const remedy = "Write `sends`, and `lines` with `name`, `line` and `replies` of each.";
  const head = parseValues(frontMatterSchema, values, () => ({ file, lines, remedy }));
  const count = head.sends.length;
  const wrong = head.lines.find(({ replies }) => replies.length !== count);
  if (wrong === undefined) return head;
  const problem = `\`${wrong.name}\` has ${wrong.replies.length} replies.`;
  throw new CourseError(file, lines.get("lines") ?? 1, problem, `Write ${count} lists, one for each of \`sends\`.`);
}

function indexOfLine(file: string, source: string, line: string): number {
  const places = source.split("\n").flatMap((each, index) => (each.trim() === line ? [index] : []));
  const [place] = places;
  if (place !== undefined && places.length === 1) return place;
  const problem = `\`${line}\` is ${place === undefined ? "no line" : "several lines"} of the handler.`;
  throw new CourseError(file, null, problem, "The first of `lines` is the line that the handler has, once.");
}

function cellFor(program: Pick<Cell, "file" | "source">, sends: readonly string[], line: Line, index: number): Cell {
  const spoken = (message: string, verb: string) => message.replace(" ", ` ${verb} `);
  const replies = line.replies.flat();
  const silent = ["a", "b"].filter((name) => !replies.some((reply) => reply.startsWith(name)));
  const shows = [
    ...replies.map((reply) => spoken(reply, "receives")),
    ...silent.map((name) => `${name} receives nothing`),
  ];
  return createCell({
    id: index === 0 ? landingFolder : `${landingFolder}.${index + 1}`,
    title: line.name,
    label: line.name,
    style: /from "ws101"/.test(program.source) ? "loop" : "events",
    ...program,
    firstLine: 1,
    at: { file: program.file, line: 1 },
    run: ["connect a", "connect b", ...sends.map((send) => spoken(send, "send"))].join("; "),
    shows: shows.join("; "),
  });
}

function hopsOf(sends: readonly string[], replies: readonly (readonly string[])[]): Hop[] {
  const hopOf = (direction: Hop["direction"], message: string): Hop => {
    const client = message.startsWith("a") ? "A" : "B";
    return { client, direction, text: message.slice(2), isMessage: true };
  };
  return sends.flatMap((send, index) => [
    hopOf("in", send),
    ...(replies[index] ?? []).map((each) => hopOf("out", each)),
  ]);
}
