// A lesson's manifest: its own front matter over what the course says for every lesson.
import { type Manifest, manifestSchema } from "../protocol/lesson.ts";
import { CourseError } from "./course-error.ts";
import type { FrontMatter } from "./front-matter.ts";

/** Parses the front matter of a lesson; what is missing comes from `course`. Throws `CourseError` at the key's line. */
export function readManifest(lesson: FrontMatter, course: FrontMatter): Manifest {
  const parsed = manifestSchema.safeParse({ ...course.values, ...lesson.values });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (!issue) throw parsed.error;
  const key = issue.code === "unrecognized_keys" ? issue.keys[0] : issue.path[0];
  const name = String(key ?? "");
  const from = lesson.lines.has(name) || !course.lines.has(name) ? lesson : course;
  throw new CourseError(from.file, from.lines.get(name) ?? 1, `\`${name}\`: ${issue.message}.`, remedyFor(name));
}

const remedies: Readonly<Record<string, string>> = {
  title: "Give the lesson a title of at most 80 characters.",
  summary: "Say in one sentence, at most 300 characters, what the lesson teaches.",
  minutes: "Write how many minutes it takes, 1 to 60.",
  difficulty: "Write easy, medium or hard.",
  concepts: "List at least one concept.",
  requires: "List the slugs of lessons that come before, or leave it out.",
  start: "Write own or previous.",
  clients: "List the clients' names: A, B, C …",
  clock: "Write real or stepped.",
};

function remedyFor(key: string): string {
  return remedies[key] ?? `Only these keys are known: ${Object.keys(remedies).join(", ")}.`;
}
