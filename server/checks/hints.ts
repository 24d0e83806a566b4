// Chooses the hint for a failed check, by what happened.
import type { TestResult } from "../protocol/checks.ts";
import type { Hint, Style } from "../protocol/lesson.ts";

/** The results of a run, in file order: the first that did not pass gets its hint, since later ones may only follow from it. */
export function withHints(hints: readonly Hint[], style: Style, tests: readonly TestResult[]): TestResult[] {
  const first = tests.findIndex(({ status }) => status !== "pass");
  return tests.map((test, index) => ({ ...test, hint: index === first ? chooseHint(hints, style, test) : null }));
}

/** The first hint that matches, else the check's default. A fault explains itself unless a hint is about that fault. */
export function chooseHint(hints: readonly Hint[], style: Style, result: TestResult): string | null {
  if (result.status === "pass" || result.status === "skipped") return null;
  const candidates = hints.filter((hint) => hint.check === result.id && (hint.style ?? style) === style);
  const isFault = result.happened?.kind === "fault";
  const hint =
    candidates.find((one) => !isDefault(one) && matches(one, result) && (!isFault || one.when !== null)) ??
    (isFault ? undefined : candidates.find(isDefault));
  return hint?.html ?? null;
}

export function isDefault({ when, because }: Hint): boolean {
  return when === null && because === null;
}

function matches({ when, because }: Hint, result: TestResult): boolean {
  const { happened } = result;
  if (when !== null && (happened?.kind !== when.kind || !matchesPattern(when.pattern, happened.text))) return false;
  return because === null || (result.because !== undefined && matchesPattern(because, result.because));
}

/** Words that occur in the text, or `/regex/`. */
function matchesPattern(pattern: string, text: string): boolean {
  const regex = regexOf(pattern);
  return regex === null ? text.includes(pattern) : regex.test(text);
}

/** Null for a pattern of words. Throws a `SyntaxError` for an invalid regular expression. */
export function regexOf(pattern: string): RegExp | null {
  const [, source] = /^\/(.+)\/$/s.exec(pattern) ?? [];
  return source === undefined ? null : new RegExp(source, "su");
}
