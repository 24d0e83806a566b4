// Renders a lesson's text: directives (`:::name{key=value}` … `:::`) around Markdown become elements of the page, and hints
// become data.
//
//   section.step[data-step="1"]              `:::step{checks="id id"}`, one task; p.step-state says whether it is done
//   div.only[data-style]                     `:::only{style=loop}`, hidden while the learner writes in the other style
//   button.try[data-try='[…]']               `:::try{run="a send hello"}`; the JSON is TryCommand[]
//   button.lab[data-lab]                     `:::lab{kind=frame}`, opens a laboratory
//   div.both                                 `:::both`, listings side by side
// `:::after` is returned as `afterHtml`; `:::hint{check=… style=… when=… because=…}` becomes an entry of `hints`, and
// `:::instructor` one of `notes`, which learners do not get.
//
// The Markdown itself becomes safe HTML, with code from the lesson's files and links to lines of the editor:
//
//   figure.listing[data-file][data-from][data-to]   code from a file (`data-style` is loop, events or axum)
//   figure.listing > pre.shiki                      highlighted code; colours are --shiki-light and --shiki-dark
//   a.focus-line[data-find]                         focuses the editor's first line with the text; ` || ` separates alternatives
//   a.lesson-link[data-lesson]                      links to another lesson, href `/lessons/<slug>`
//   a.guide-link[data-guide]                        links to a guide, href `/guides/<slug>`
//   a[rel=noopener]                                 links to another site
import MarkdownIt, { type Token } from "markdown-it";
import { regexOf } from "../checks/hints.ts";
import { escapeHtml } from "../protocol/html.ts";
import {
  type HappenedKind,
  type Hint,
  happenedKinds,
  labKindSchema,
  labKinds,
  type PresenterNote,
  type Step,
  type Style,
  stepText,
  styles,
} from "../protocol/lesson.ts";
import { CourseError } from "./course-error.ts";
import type { Highlight } from "./highlight.ts";
import { dedentedLines, findQuoted, type LineRange, type Listing } from "./listing.ts";
import { type Directive, type Outline, parseAttributes, parseOutline } from "./outline.ts";
import { referenceIds } from "./reference.ts";
import { parseTryCommands } from "./try-commands.ts";

interface TextSource extends MarkdownSource {
  readonly body: string;
  readonly bodyLine: number;
  readonly clients: readonly string[];
  /** The ids of the lesson's checks; a hint must name one of them. */
  readonly checks: readonly string[];
}

interface RenderState {
  readonly source: TextSource;
  readonly markdown: RenderMarkdown;
  readonly hints: Hint[];
  readonly after: string[];
  readonly notes: PresenterNote[];
  readonly steps: Step[];
  readonly stepCount: number;
  /** The number of the step that is being rendered; null outside of the steps. */
  readonly step: number | null;
}

/** Throws `CourseError` for the first thing that its author has to fix. */
export function renderLessonText(source: TextSource) {
  const outline = parseOutline(directiveNames, source.file, source.body, source.bodyLine);
  const stepCount = countSteps(outline);
  const collected = { hints: [], after: [], notes: [], steps: [] };
  const state: RenderState = { source, markdown: createMarkdown(source), stepCount, step: null, ...collected };
  const html = renderParts(state, outline);
  const { hints, after, notes, steps } = state;
  return { html, afterHtml: after.join(""), hints, notes, steps };
}

function renderParts(state: RenderState, parts: readonly LessonOutline[]): string {
  const render = (part: LessonOutline) =>
    part.kind === "passage" ? state.markdown(part.text, part.line) : renderDirective(state, part);
  return parts.map(render).join("");
}

function renderDirective(state: RenderState, directive: LessonDirective): string {
  const { name } = directive;
  if (name === "step") return renderStep(state, directive);
  const inner = renderParts(state, directive.children);
  switch (name) {
    case "try":
      return renderTry(state.source, directive, inner);
    case "lab":
      return renderLab(state.source, directive, inner);
    case "only":
      return renderOnly(state.source, directive, inner);
    case "both":
      return `<div class="both">\n${inner}</div>\n`;
    case "instructor":
      return renderNote(state, directive, inner);
    case "after":
      state.after.push(inner);
      return "";
    case "hint":
      state.hints.push(parseHint(state.source, directive, inner));
      return "";
    default:
      return name satisfies never;
  }
}

function renderTry({ file, clients }: TextSource, { attributes, line }: LessonDirective, inner: string): string {
  const commands = parseTryCommands({ file, line, clients }, attributes.get("run") ?? "");
  const style = styleAttribute(parseStyle(file, line, attributes));
  return `<button type="button" class="try"${style} data-try="${escapeHtml(JSON.stringify(commands))}">${labelIn(inner)}</button>\n`;
}

function renderLab({ file }: TextSource, { attributes, line }: LessonDirective, inner: string): string {
  const kind = labKindSchema.safeParse(attributes.get("kind"));
  if (kind.success) return `<button type="button" class="lab" data-lab="${kind.data}">${labelIn(inner)}</button>\n`;
  const remedy = `Write \`kind=\` and one of: ${labKinds.join(", ")}.`;
  throw new CourseError(file, line, "`:::lab` names no laboratory.", remedy);
}

function labelIn(inner: string): string {
  return inner.replace(/^\s*<p>|<\/p>\s*$/g, "");
}

/** The page hides what belongs to the other style. */
function styleAttribute(style: Style | null): string {
  return style === null ? "" : ` data-style="${style}"`;
}

function renderOnly({ file }: TextSource, { attributes, line }: LessonDirective, inner: string): string {
  const style = parseStyle(file, line, attributes);
  if (style === null)
    throw new CourseError(file, line, "`:::only` names no style.", "Write, for example, `:::only{style=loop}`.");
  return `<div class="only"${styleAttribute(style)}>\n${inner}</div>\n`;
}

function renderNote({ source, notes, step }: RenderState, { line, children }: LessonDirective, inner: string): string {
  if (inner.trim() === "")
    throw new CourseError(source.file, line, "`:::instructor` is empty.", "Write what a presenter should know.");
  const acting = children.find((part) => part.kind === "directive" && !["both", "only"].includes(part.name));
  if (acting !== undefined) {
    const remedy = "Move this out of `:::instructor`.";
    throw new CourseError(source.file, acting.line, "A note has nothing to press.", remedy);
  }
  notes.push({ step, html: inner });
  return "";
}

function renderStep(state: RenderState, directive: LessonDirective): string {
  const number = state.steps.length + 1;
  const checks = parseStepChecks(state, directive);
  state.steps.push({ checks });
  const inner = renderParts({ ...state, step: number }, directive.children);
  const progress =
    checks.length === 0 ? "" : `<p class="step-state small muted">${stepText(number, state.stepCount)}</p>\n`;
  return `<section class="step" data-step="${number}">\n${progress}${inner}</section>\n`;
}

/** Throws unless the steps name checks of the lesson, each once, in the order in which they run. */
function parseStepChecks({ source, steps }: RenderState, { attributes, line }: LessonDirective): string[] {
  const { file, checks } = source;
  const ids = (attributes.get("checks") ?? "").split(/\s+/).filter((id) => id !== "");
  let last = steps.flatMap((step) => step.checks).at(-1);
  for (const id of ids) {
    if (!checks.includes(id)) {
      throw new CourseError(file, line, `No check has the id \`${id}\`.`, `Name one of: ${checks.join(", ")}.`);
    }
    if (last !== undefined && checks.indexOf(id) <= checks.indexOf(last)) {
      const remedy = "Name each check once, in the order of checks.ts.";
      throw new CourseError(file, line, `\`${id}\` runs before \`${last}\`.`, remedy);
    }
    last = id;
  }
  return ids;
}

/** Throws `CourseError` for a check that does not exist and for attributes that cannot match anything. */
function parseHint({ file, checks }: TextSource, { attributes, line }: LessonDirective, html: string): Hint {
  const unknown = [...attributes.keys()].find((key) => !hintAttributes.includes(key));
  if (unknown !== undefined) {
    const remedy = `Its attributes are ${hintAttributes.join(", ")}.`;
    throw new CourseError(file, line, `A hint has no \`${unknown}\`.`, remedy);
  }
  const check = attributes.get("check") ?? "";
  if (!checks.includes(check)) {
    throw new CourseError(file, line, `No check has the id \`${check}\`.`, `Name one of: ${checks.join(", ")}.`);
  }
  const because = attributes.get("because") ?? null;
  if (because !== null) requirePattern(file, line, because);
  const when = parseWhen(file, line, attributes.get("when"));
  return { check, style: parseStyle(file, line, attributes), when, because, html };
}

const hintAttributes = ["check", "style", "when", "because"];

/** Null if the directive is for both styles. */
function parseStyle(file: string, line: number, attributes: ReadonlyMap<string, string>): Style | null {
  const word = attributes.get("style");
  const style = styles.find((one) => one === word);
  if (word === undefined || style !== undefined) return style ?? null;
  throw new CourseError(file, line, `There is no style \`${word}\`.`, `Write one of: ${styles.join(", ")}.`);
}

function parseWhen(file: string, line: number, when: string | undefined): Hint["when"] {
  if (when === undefined) return null;
  const [, word = "", pattern = ""] = /^(\S*)\s*(.*)$/s.exec(when.trim()) ?? [];
  const kind = happenedKinds.find((one) => one === word);
  if (kind === undefined || (pattern !== "" && withoutPattern.includes(kind))) {
    throw new CourseError(file, line, `\`when="${when}"\` describes nothing that can happen.`, forms);
  }
  requirePattern(file, line, pattern);
  return { kind, pattern };
}

const withoutPattern: readonly HappenedKind[] = ["nothing", "accepted"];
const forms =
  "Write `nothing`, `accepted`, or one of `received`, `closed`, `refused`, `fault`, `said` and words that occur in it, or a `/regex/`.";

function requirePattern(file: string, line: number, pattern: string): void {
  try {
    regexOf(pattern);
  } catch {
    const problem = `\`${pattern}\` is not a valid regular expression.`;
    throw new CourseError(file, line, problem, "Correct it, or write words.");
  }
}

function countSteps(parts: readonly LessonOutline[]): number {
  const directives = parts.filter((part) => part.kind === "directive");
  return directives.reduce((sum, { name, children }) => sum + Number(name === "step") + countSteps(children), 0);
}

const directiveNames = ["step", "only", "try", "lab", "hint", "after", "instructor", "both"] as const;

type LessonDirective = Directive<(typeof directiveNames)[number]>;
type LessonOutline = Outline<(typeof directiveNames)[number]>;

export interface MarkdownSource {
  /** The name to use in error messages. */
  readonly file: string;
  /** The lesson's source files by their path in its folder, for example `loop/start.ts`. */
  readonly listings: ReadonlyMap<string, Listing>;
  readonly highlight: Highlight;
}

/** Renders a passage that begins on `line` of the file; throws `CourseError` for code or lines that do not exist. */
export type RenderMarkdown = (text: string, line: number) => string;

export function createMarkdown(source: MarkdownSource): RenderMarkdown {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable("image");
  let passageLine = 1;
  markdown.renderer.rules.fence = (tokens, index) => {
    const token = tokens[index];
    return token ? renderFence(source, token, passageLine + (token.map?.[0] ?? 0)) : "";
  };
  markdown.core.ruler.push("links", (state) => {
    for (const block of state.tokens) {
      for (const token of block.children ?? []) {
        if (token.type === "link_open") resolveLink(source, token, passageLine + (block.map?.[0] ?? 0));
      }
    }
  });
  return (text, line) => {
    passageLine = line;
    return markdown.render(text);
  };
}

/** ```` ```ts ```` with its own code, or ```` ```ts file=loop/solution.ts region=answer ```` with code from a file. */
function renderFence(source: MarkdownSource, token: Token, line: number): string {
  const [language = "text"] = token.info.trim().split(/\s+/);
  const attributes = parseAttributes(token.info);
  const file = attributes.get("file");
  if (file === undefined) return `<figure class="listing">${source.highlight(token.content, language)}</figure>\n`;
  const listing = source.listings.get(file);
  if (!listing) {
    const known = [...source.listings.keys()].join(", ");
    throw new CourseError(source.file, line, `There is no \`${file}\`.`, `Name one of: ${known}.`);
  }
  if (token.content.trim() !== "") {
    throw new CourseError(source.file, line, `A fence with code from \`${file}\` is not empty.`, "Leave it empty.");
  }
  const range = rangeOf(source, listing, attributes.get("region"), line);
  const data = `data-file="${file}" data-style="${styleOf(file)}" data-from="${range.from}" data-to="${range.to}"`;
  return `<figure class="listing" ${data}>${source.highlight(dedentedLines(listing, range), language)}</figure>\n`;
}

function rangeOf(source: MarkdownSource, listing: Listing, region: string | undefined, line: number): LineRange {
  if (region === undefined) return { from: 1, to: listing.lines.length };
  const range = listing.regions.get(region);
  if (range) return range;
  const known = [...listing.regions.keys()].join(", ") || "none";
  throw new CourseError(source.file, line, `There is no region \`${region}\`.`, `The file's regions: ${known}.`);
}

function styleOf(file: string): string {
  if (file === "axum.rs") return "axum";
  return file.startsWith("events/") ? "events" : "loop";
}

const slugShape = /^[a-z][a-z0-9-]*$/;
/** Leaving the lesson would disconnect the page's clients. */
const ownTab: readonly [string, string][] = [["target", "_blank"], ["rel", "noopener"]]; // biome-ignore format: a list of pairs

/**
 * `line:`, `lesson:`, `guide:` and `reference:` become links of the page; anything else must be https or an anchor in this text.
 */
function resolveLink(source: MarkdownSource, token: Token, line: number) {
  const href = String(token.attrGet("href") ?? "");
  const [, scheme, rest = ""] = /^(\w+):(.*)$/s.exec(href) ?? [];
  if (scheme === "line") return resolveLineLink(source, token, decodeURIComponent(rest), line);
  if (scheme === "lesson" && slugShape.test(rest)) {
    token.attrs = [["class", "lesson-link"], ["href", `/lessons/${rest}`], ["data-lesson", rest]]; // biome-ignore format: a list of pairs
    return;
  }
  if (scheme === "guide" && slugShape.test(rest)) {
    token.attrs = [["class", "guide-link"], ["href", `/guides/${rest}`], ["data-guide", rest], ...ownTab]; // biome-ignore format: a list of pairs
    return;
  }
  if (scheme === "reference") return resolveReferenceLink(source, token, rest, line);
  if (scheme === "https") return token.attrSet("rel", "noopener noreferrer");
  if (href.startsWith("#")) return;
  const remedy = "Use https:, line:, lesson:, guide:, reference: or #.";
  throw new CourseError(source.file, line, `\`${href}\` is not a valid link.`, remedy);
}

function resolveReferenceLink(source: MarkdownSource, token: Token, id: string, line: number) {
  if (!referenceIds().has(id)) {
    const remedy = "Name an entry of /reference, for example `reference:ws101-select`.";
    throw new CourseError(source.file, line, `The reference has no \`${id}\`.`, remedy);
  }
  token.attrs = [["class", "reference-link"], ["href", `/reference#${id}`], ...ownTab]; // biome-ignore format: a list of pairs
}

function resolveLineLink(source: MarkdownSource, token: Token, quoted: string, line: number) {
  const starts = ["loop/start.ts", "events/start.ts"].map((file) => source.listings.get(file));
  const alternatives = quoted.split(" || ");
  if (!alternatives.every((text) => starts.some((start) => start && findQuoted(start, [text]).ok))) {
    const problem = `\`${quoted}\` does not occur exactly once in a start.`;
    throw new CourseError(source.file, line, problem, "Quote a line of a start.");
  }
  token.attrs = [["class", "focus-line"], ["href", "#code"], ["data-find", quoted]]; // biome-ignore format: a list of pairs
}
