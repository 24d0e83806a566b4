// Renders a lesson's text: directives become elements of the page, and hints become data.
//
//   section.step[data-step="1"]              `:::step`, one screen
//   button.try[data-try='[…]']               `:::try{run="a send hello"}`; the JSON is TryCommand[]
//   div.both                                 `:::both`, listings side by side
//   aside.instructor[hidden]                 `:::instructor`, shown on a presenter's page
// `:::after` is returned as `afterHtml`; `:::hint{check=… when=…}` becomes an entry of `hints`.
import type { Hint, TryCommand } from "../protocol/lesson.ts";
import { CourseError } from "./course-error.ts";
import { createMarkdown, type MarkdownSource, type RenderMarkdown } from "./markdown.ts";
import { type Directive, type Outline, parseOutline } from "./outline.ts";

export interface LessonText {
  readonly html: string;
  readonly afterHtml: string;
  readonly hints: readonly Hint[];
}

export interface TextSource extends MarkdownSource {
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
  steps: number;
}

/** Throws `CourseError` for the first thing that its author has to fix. */
export function renderLessonText(source: TextSource): LessonText {
  const state: RenderState = { source, markdown: createMarkdown(source), hints: [], after: [], steps: 0 };
  const html = renderParts(state, parseOutline(source.file, source.body, source.bodyLine));
  return { html, afterHtml: state.after.join(""), hints: state.hints };
}

function renderParts(state: RenderState, parts: readonly Outline[]): string {
  const render = (part: Outline) =>
    part.kind === "passage" ? state.markdown(part.text, part.line) : renderDirective(state, part);
  return parts.map(render).join("");
}

function renderDirective(state: RenderState, directive: Directive): string {
  const { name } = directive;
  const number = name === "step" ? ++state.steps : 0;
  const inner = renderParts(state, directive.children);
  switch (name) {
    case "try":
      return renderTry(state.source, directive, inner);
    case "step":
      return `<section class="step" data-step="${number}">\n${inner}</section>\n`;
    case "both":
      return `<div class="both">\n${inner}</div>\n`;
    case "instructor":
      return `<aside class="instructor" hidden>\n${inner}</aside>\n`;
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

function parseHint({ file, checks }: TextSource, { attributes, line }: Directive, html: string): Hint {
  const check = attributes.get("check") ?? "";
  if (!checks.includes(check)) {
    throw new CourseError(file, line, `No check has the id \`${check}\`.`, `Name one of: ${checks.join(", ")}.`);
  }
  return { check, when: attributes.get("when") ?? null, html };
}

function renderTry({ file, clients }: TextSource, { attributes, line }: Directive, inner: string): string {
  const commands = (attributes.get("run") ?? "").split(";").map((words) => {
    const command = parseCommand(words.trim());
    const remedy = 'Write, for example, `:::try{run="connect a; a send hello; +30s"}`.';
    if (!command) throw new CourseError(file, line, `\`${words.trim()}\` is not a command.`, remedy);
    if ("client" in command && !clients.includes(command.client))
      throw new CourseError(file, line, `There is no client ${command.client}.`, `Use one of: ${clients.join(", ")}.`);
    return command;
  });
  const label = inner.replace(/^\s*<p>|<\/p>\s*$/g, "");
  return `<button type="button" class="try" data-try="${escapeAttribute(JSON.stringify(commands))}">${label}</button>\n`;
}

/** One of the console's commands: `connect a`, `a send hello`, `a binary 00ff`, `a close 1000 bye`, `+30s`. */
function parseCommand(text: string): TryCommand | null {
  const seconds = /^\+(\d+(?:\.\d+)?)s$/.exec(text)?.[1];
  if (seconds !== undefined) return { do: "advance", seconds: Number(seconds) };
  const connect = /^connect ([a-z])$/i.exec(text)?.[1];
  if (connect !== undefined) return { do: "connect", client: connect.toUpperCase() };
  const [, name = "", verb, rest = ""] = /^([a-z]) (send|binary|close)(?: (.*))?$/i.exec(text) ?? [];
  const client = name.toUpperCase();
  switch (verb?.toLowerCase()) {
    case "send":
      return { do: "send", client, text: rest };
    case "binary":
      return /^([0-9a-f]{2}\s*)*$/i.test(rest) ? { do: "binary", client, hex: rest } : null;
    case "close": {
      const [, code, reason = ""] = /^(\d{4})?\s*(.*)$/.exec(rest) ?? [];
      return { do: "close", client, code: code === undefined ? null : Number(code), reason };
    }
    default:
      return null;
  }
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
