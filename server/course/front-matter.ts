// Front matter (the YAML that opens a Markdown file), and a lesson's manifest from it.
import { isScalar, LineCounter, parseDocument, visit } from "yaml";
import { z } from "zod";
import { type CourseInfo, courseInfoSchema, type Manifest, manifestSchema } from "../protocol/lesson.ts";
import { checkLimits, roomLimits } from "../protocol/limits.ts";
import { panes } from "../protocol/panes.ts";
import { CourseError } from "./course-error.ts";

export interface FrontMatter {
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** The line of each top-level key in the file, 1-based. */
  readonly lines: ReadonlyMap<string, number>;
  readonly body: string;
  /** The line of the file on which the body begins, 1-based. */
  readonly bodyLine: number;
}

/** Splits a Markdown file into front matter and body; throws `CourseError` if the YAML is invalid. */
export function parseFrontMatter(file: string, text: string): FrontMatter {
  const lines = text.split(/\r?\n/);
  const end = lines.indexOf("---", 1);
  if (lines[0] !== "---" || end === -1) {
    const remedy = "Begin the file with `---`, the keys, and `---` again.";
    throw new CourseError(file, 1, "There is no front matter.", remedy);
  }
  const yaml = parseYaml(file, lines.slice(1, end).join("\n"), 2);
  return { file, ...yaml, body: lines.slice(end + 1).join("\n"), bodyLine: end + 2 };
}

/** `firstLine`: on which the YAML begins in the file. Throws `CourseError` for anything but a list of keys and values. */
export function parseYaml(file: string, yaml: string, firstLine: number): Pick<FrontMatter, "values" | "lines"> {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  const lineAt = (offset: number) => counter.linePos(offset).line + firstLine - 1;
  const [error] = document.errors;
  if (error) {
    const line = lineAt(error.pos[0]);
    // The library's own place counts from the first line of the YAML, not of the file.
    const [problem = ""] = error.message.split(/ at line \d+, column \d+:?|\n/);
    throw new CourseError(file, line, `The YAML is invalid: ${problem.replace(/\.$/, "")}.`, "Fix this line.");
  }
  const values: unknown = document.toJS() ?? {};
  if (!isRecord(values))
    throw new CourseError(file, firstLine, "This is not a list of keys and values.", "Write `key: value`.");
  const lines = new Map<string, number>();
  visit(document, {
    Pair(_key, pair, path) {
      if (path.length > 2 || !isScalar(pair.key)) return;
      lines.set(String(pair.key.value), lineAt(pair.key.range?.[0] ?? 0));
    },
  });
  return { values, lines };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Source = Pick<FrontMatter, "file" | "lines">;

/** Throws `CourseError` for the first key whose value is not valid, in the file that `blame` names for it. */
export function parseValues<T>(
  schema: z.ZodType<T>,
  values: FrontMatter["values"],
  blame: (key: string) => Source & { readonly remedy: string },
): T {
  const parsed = schema.safeParse(values, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (!issue) throw parsed.error;
  const key = String(issue.path[0] ?? (issue.code === "unrecognized_keys" ? issue.keys[0] : ""));
  const { file, lines, remedy } = blame(key);
  const path = issue.path.join(".") || key;
  const problem = issue.input === undefined ? `\`${path}\` is missing.` : `\`${path}\`: ${issue.message}.`;
  throw new CourseError(file, lines.get(key) ?? 1, problem, remedy);
}

/** Parses a lesson's manifest; missing keys come from `course`. Throws `CourseError` with the key's line. */
export function parseManifest(lesson: FrontMatter, course: FrontMatter): Manifest {
  return parseValues(manifestSchema, { ...course.values, ...lesson.values }, (key) => ({
    ...(lesson.lines.has(key) || !course.lines.has(key) ? lesson : course),
    remedy: remedies[key] ?? `The known keys are ${Object.keys(remedies).join(", ")}.`,
  }));
}

/** The course's own keys of `course.md`, and the front matter that its lessons inherit. Throws `CourseError`. */
export function parseCourse(course: FrontMatter): { readonly info: CourseInfo; readonly shared: FrontMatter } {
  const { title, colors, ...values } = course.values;
  const own = { ...(title !== undefined && { title }), ...(colors !== undefined && { colors }) };
  const info = parseValues(courseInfoSchema, own, (key) => ({ ...course, remedy: courseRemedies[key] ?? "" }));
  const lines = new Map([...course.lines].filter(([key]) => key in values));
  return { info, shared: { ...course, values, lines } };
}

/** The JSON Schema of a lesson's own front matter, for editors. What it leaves out is inherited from `course.md`. */
export function manifestJsonSchema(): Readonly<Record<string, unknown>> {
  const { properties = {}, ...schema } = z.toJSONSchema(manifestSchema, { io: "input" });
  const described = Object.entries(properties).map(([name, property]) => [
    name,
    { ...(typeof property === "object" && property), description: remedies[name] },
  ]);
  return {
    ...schema,
    title: "The front matter of a lesson",
    properties: Object.fromEntries(described),
    required: ["title", "summary", "minutes", "concepts"],
  };
}

const courseRemedies: Readonly<Record<string, string>> = {
  title: "Give the course a title of at most 80 characters.",
  colors: 'Write, for example, `colors: { accent: "#0b6f67" }`.',
};

const inWords = (limits: Readonly<Record<string, number>>) =>
  Object.entries(limits)
    .map(([name, most]) => `${name} (1 to ${most})`)
    .join(", ");

const remedies: Readonly<Record<string, string>> = {
  title: "Give the lesson a title of at most 80 characters.",
  summary: "Say in one sentence of at most 300 characters what the lesson teaches.",
  minutes: "State how many minutes it takes, 1 to 60.",
  difficulty: "Write easy, medium or hard.",
  concepts: "List at least one concept.",
  requires: "List the slugs of lessons to complete first, or omit it.",
  start: "Write own or previous.",
  clients: "List the clients' names: A, B, C …",
  limits: `Set ${inWords(roomLimits)}.`,
  checkLimits: `Set ${inWords(checkLimits)}.`,
  clock: "Write real or stepped.",
  panes: `Name the panes that are \`shown\`, of ${panes.join(", ")}, and the \`first\`, which may be console too.`,
};

/** The value of a line such as `// style: loop` at the beginning of a program; empty if there is none. */
export function annotationIn(text: string, key: string): string {
  return new RegExp(`^// ${key}: (.+?)\\s*$`, "m").exec(text)?.[1] ?? "";
}
