// Parses the attributes of a hint: `check`, `style`, and what has to have happened for it to be shown.
import { regexOf } from "../checks/hints.ts";
import { type HappenedKind, type Hint, happenedKinds, type Style, styles } from "../protocol/lesson.ts";
import { CourseError } from "./front-matter.ts";

export interface HintSource {
  readonly file: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  /** The ids of the lesson's checks. */
  readonly checks: readonly string[];
}

/** Throws `CourseError` for a check that does not exist and for attributes that cannot match anything. */
export function parseHint(source: HintSource, html: string): Hint {
  const { file, line, attributes, checks } = source;
  const unknown = [...attributes.keys()].find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new CourseError(file, line, `A hint has no \`${unknown}\`.`, `Its attributes are ${known.join(", ")}.`);
  }
  const check = attributes.get("check") ?? "";
  if (!checks.includes(check)) {
    throw new CourseError(file, line, `No check has the id \`${check}\`.`, `Name one of: ${checks.join(", ")}.`);
  }
  const because = attributes.get("because") ?? null;
  if (because !== null) requirePattern(source, because);
  return { check, style: parseStyle(file, line, attributes), when: parseWhen(source), because, html };
}

const known = ["check", "style", "when", "because"];

/** Null if the directive is for both styles. */
export function parseStyle(file: string, line: number, attributes: ReadonlyMap<string, string>): Style | null {
  const word = attributes.get("style");
  const style = styles.find((one) => one === word);
  if (word === undefined || style !== undefined) return style ?? null;
  throw new CourseError(file, line, `There is no style \`${word}\`.`, `Write one of: ${styles.join(", ")}.`);
}

function parseWhen(source: HintSource): Hint["when"] {
  const when = source.attributes.get("when");
  if (when === undefined) return null;
  const [, word = "", pattern = ""] = /^(\S*)\s*(.*)$/s.exec(when.trim()) ?? [];
  const kind = happenedKinds.find((one) => one === word);
  if (kind === undefined || (pattern !== "" && withoutPattern.includes(kind))) {
    throw new CourseError(source.file, source.line, `\`when="${when}"\` describes nothing that can happen.`, forms);
  }
  requirePattern(source, pattern);
  return { kind, pattern };
}

const withoutPattern: readonly HappenedKind[] = ["nothing", "accepted"];
const forms =
  "Write `nothing`, `accepted`, or one of `received`, `closed`, `refused`, `fault`, `said` and words that occur in it, or a `/regex/`.";

function requirePattern({ file, line }: HintSource, pattern: string): void {
  try {
    regexOf(pattern);
  } catch {
    throw new CourseError(
      file,
      line,
      `\`${pattern}\` is not a valid regular expression.`,
      "Correct it, or write words.",
    );
  }
}
