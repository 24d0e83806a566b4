// A lesson's text as HTML: its directives become elements that the page knows, its hints become data.
//
//   section.step[data-step="1"]              `:::step`, one screen
//   button.try[data-try='[…]']               `:::try{run="a send hello"}`: the JSON is TryCommand[] (try-commands.ts)
//   div.both                                 `:::both`, listings side by side
//   aside.instructor[hidden]                 `:::instructor`, for a presenter's page to show
// `:::after` stands apart as `afterHtml`; `:::hint{check=… when=…}` becomes one of `hints`.
import type { Hint } from "../protocol/lesson.ts";
import { CourseError } from "./course-error.ts";
import { createMarkdown, type MarkdownSource, type RenderMarkdown } from "./markdown.ts";
import { type Directive, type Outline, outline } from "./outline.ts";
import { readTry } from "./try-commands.ts";

export interface LessonText {
  readonly html: string;
  readonly afterHtml: string;
  readonly hints: readonly Hint[];
}

export interface TextSource extends MarkdownSource {
  readonly body: string;
  readonly bodyLine: number;
  readonly clients: readonly string[];
  /** Ids of the lesson's checks: a hint must name one of them. */
  readonly checks: readonly string[];
}

interface Writing {
  readonly source: TextSource;
  readonly markdown: RenderMarkdown;
  readonly hints: Hint[];
  readonly after: string[];
  steps: number;
}

/** Renders a lesson's text; throws `CourseError` at the first thing its author has to mend. */
export function renderLessonText(source: TextSource): LessonText {
  const writing: Writing = { source, markdown: createMarkdown(source), hints: [], after: [], steps: 0 };
  const html = renderAll(writing, outline(source.file, source.body, source.bodyLine));
  return { html, afterHtml: writing.after.join(""), hints: writing.hints };
}

function renderAll(writing: Writing, parts: readonly Outline[]): string {
  return parts.map((part) => renderPart(writing, part)).join("");
}

function renderPart(writing: Writing, part: Outline): string {
  return part.kind === "passage" ? writing.markdown(part.text, part.line) : renderDirective(writing, part);
}

function renderDirective(writing: Writing, directive: Directive): string {
  const { name } = directive;
  if (name === "try") return renderTry(writing, directive);
  const number = name === "step" ? ++writing.steps : 0;
  const inner = renderAll(writing, directive.children);
  switch (name) {
    case "step":
      return `<section class="step" data-step="${number}">\n${inner}</section>\n`;
    case "both":
      return `<div class="both">\n${inner}</div>\n`;
    case "instructor":
      return `<aside class="instructor" hidden>\n${inner}</aside>\n`;
    case "after":
      writing.after.push(inner);
      return "";
    case "hint":
      writing.hints.push(readHint(writing.source, directive, inner));
      return "";
    default:
      return name satisfies never;
  }
}

function renderTry(writing: Writing, { attributes, children, line }: Directive): string {
  const { file, clients } = writing.source;
  const parsed = readTry(attributes.get("run") ?? "", clients);
  if (!parsed.ok) {
    throw new CourseError(
      file,
      line,
      parsed.problem,
      'Write for example `:::try{run="connect a; a send hello; +30s"}`.',
    );
  }
  const label = renderAll(writing, children).replace(/^\s*<p>|<\/p>\s*$/g, "");
  return `<button type="button" class="try" data-try="${attribute(JSON.stringify(parsed.commands))}">${label}</button>\n`;
}

function readHint({ file, checks }: TextSource, { attributes, line }: Directive, html: string): Hint {
  const check = attributes.get("check") ?? "";
  if (!checks.includes(check)) {
    throw new CourseError(file, line, `No check has the id \`${check}\`.`, `Name one of: ${checks.join(", ")}.`);
  }
  return { check, when: attributes.get("when") ?? null, html };
}

function attribute(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
