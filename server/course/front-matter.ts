// Front matter: the YAML between the two `---` lines that open a Markdown file, with the line each key stands on.
import { isScalar, LineCounter, parseDocument, visit } from "yaml";
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

/** Takes a Markdown file apart; throws `CourseError` when the YAML cannot be read. */
export function readFrontMatter(file: string, text: string): FrontMatter {
  const lines = text.split(/\r?\n/);
  const end = lines.indexOf("---", 1);
  if (lines[0] !== "---" || end === -1) {
    throw new CourseError(
      file,
      1,
      "There is no front matter.",
      "Begin the file with `---`, the keys, and `---` again.",
    );
  }
  const yaml = readYaml(file, lines.slice(1, end).join("\n"));
  return { file, ...yaml, body: lines.slice(end + 1).join("\n"), bodyLine: end + 2 };
}

function readYaml(file: string, yaml: string): Pick<FrontMatter, "values" | "lines"> {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  const [broken] = document.errors;
  if (broken) {
    const line = counter.linePos(broken.pos[0]).line + 1;
    throw new CourseError(file, line, `The YAML cannot be read: ${broken.message.split("\n")[0]}.`, "Mend this line.");
  }
  const values: unknown = document.toJS() ?? {};
  if (!isRecord(values))
    throw new CourseError(file, 2, "The front matter is not keys and values.", "Write `key: value`.");
  const lines = new Map<string, number>();
  visit(document, {
    Pair(_key, pair, path) {
      if (path.length > 2 || !isScalar(pair.key)) return;
      lines.set(String(pair.key.value), counter.linePos(pair.key.range?.[0] ?? 0).line + 1);
    },
  });
  return { values, lines };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
