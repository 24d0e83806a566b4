// A cell: a program, the commands that its Run button carries out, and what its clients then receive.
import { escapeHtml } from "../protocol/html.ts";
import type { Style, TryCommand } from "../protocol/lesson.ts";
import { longestCellId } from "../protocol/lesson-names.ts";
import { CourseError } from "./course-error.ts";
import type { Highlight } from "./highlight.ts";
import { parseTryCommands } from "./try-commands.ts";

export interface Cell {
  /** Unique in the course, for example `models.owner.loop`. */
  readonly id: string;
  readonly title: string;
  /** What tells it from the document's other cells. */
  readonly label: string;
  readonly style: Style;
  /** The program's file, and the line on which it begins there. */
  readonly file: string;
  readonly firstLine: number;
  readonly source: string;
  readonly commands: readonly TryCommand[];
  /** In the order in which each client receives it. */
  readonly shown: readonly Shown[];
  readonly clock: "real" | "stepped";
}

/** What one client sees after a run. */
export type Shown = { readonly client: string } & Sight;
type Sight =
  | { readonly what: "text"; readonly text: string }
  | { readonly what: "binary"; readonly hex: string }
  | { readonly what: "ping" | "nothing" }
  | { readonly what: "closed"; readonly code: number; readonly reason: string }
  | { readonly what: "refused"; readonly status: number };

interface CellSource extends Omit<Cell, "commands" | "shown" | "clock"> {
  /** The place of `run` and `shows`. */
  readonly at: { readonly file: string; readonly line: number };
  readonly run: string;
  readonly shows: string;
}

const clients = ["A", "B", "C"] as const;

/** Throws `CourseError` for commands and results that cannot be parsed, and for a cell that shows nothing. */
export function createCell({ at, run, shows, ...cell }: CellSource): Cell {
  if (cell.id.length > longestCellId || !/^[a-z0-9][\w.-]*$/i.test(cell.id))
    throw new CourseError(at.file, at.line, `\`${cell.id}\` is not a valid name for a cell.`, "Choose a shorter name.");
  const commands = parseTryCommands({ ...at, clients, isCell: true }, run);
  if (commands.slice(0, -1).some((command) => command.do === "dial"))
    throw new CourseError(at.file, at.line, "`dial` is not the last command.", "Put it at the end of `run`.");
  const shown = shows.split(";").map((words) => parseShown(at, words.trim()));
  const isStepped = commands.some((command) => command.do === "advance");
  return { ...cell, commands, shown, clock: isStepped ? "stepped" : "real" };
}

const remedy =
  "Write `a receives hello`, `a receives bytes 00 ff`, `a receives a ping`, `a receives nothing`, `a closes 1000 bye` or `a is refused 401`, with `;` between them.";

function parseShown({ file, line }: CellSource["at"], words: string): Shown {
  const [, name = "", verb = "", rest = ""] = /^([a-c]) (receives|closes|is refused) (.+)$/i.exec(words) ?? [];
  const sight = parseSight(verb, rest);
  if (sight === null) throw new CourseError(file, line, `\`${words}\` is not something that a client sees.`, remedy);
  return { client: name.toUpperCase(), ...sight };
}

function parseSight(verb: string, rest: string): Sight | null {
  if (verb === "is refused") return /^\d{3}$/.test(rest) ? { what: "refused", status: Number(rest) } : null;
  if (verb === "closes") {
    const [, code, reason = ""] = /^(\d{4})(?: (.+))?$/.exec(rest) ?? [];
    return code === undefined ? null : { what: "closed", code: Number(code), reason };
  }
  if (verb !== "receives") return null;
  const hex = /^bytes ((?:[0-9a-f]{2} ?)+)$/i.exec(rest)?.[1];
  if (hex !== undefined) return { what: "binary", hex: hex.trim() };
  if (rest === "a ping") return { what: "ping" };
  return rest === "nothing" ? { what: "nothing" } : { what: "text", text: rest };
}

/** The page's script enables the buttons; without it, the code and what it does can be read. */
export function cellMarkup(cell: Cell, highlight: Highlight): string {
  const { id, title, label, source, commands, shown } = cell;
  const data = `data-cell="${escapeHtml(id)}" data-run="${escapeHtml(JSON.stringify(commands))}"`;
  const code = highlight(source.trimEnd(), "ts").replace(/^<pre class="shiki/, '<pre class="cell-listing shiki');
  return `<section class="cell card" ${data} aria-label="${escapeHtml(label)}">
<div class="cell-bar flow line-below"><b class="small">${escapeHtml(title)}</b><span class="spacer"></span><span class="cell-buttons"><button type="button" class="quiet small cell-reset" hidden>Reset</button><button type="button" class="small cell-edit" disabled>Edit</button><button type="button" class="small cell-stop" hidden>Stop</button><button type="button" class="small primary cell-run" disabled>Run</button></span></div>
<div class="cell-code">${code}</div>
<dl class="cell-does codes small line-above"><dt>Run does</dt><dd>${commands.map(commandMarkup).join(", then ")}</dd><dt>You see</dt><dd>${shownMarkup(shown)}</dd></dl>
<div class="cell-result" hidden></div>
</section>
`;
}

function commandMarkup(command: TryCommand): string {
  switch (command.do) {
    case "connect": {
      const options = [command.query ?? "", ...(command.protocols ?? [])].filter((each) => each !== "").join(" ");
      return `connect ${command.client}${options === "" ? "" : ` with ${code(options)}`}`;
    }
    case "send":
      return `${command.client} sends ${code(command.text)}`;
    case "binary":
      return `${command.client} sends the bytes ${code(command.hex)}`;
    case "ping":
      return `${command.client} pings`;
    case "pause":
      return `${command.client} stops reading`;
    case "resume":
      return `${command.client} reads again`;
    case "close":
      return `${command.client} closes${command.code === null ? "" : ` with ${command.code}`}`;
    case "advance":
      return `${command.seconds} s pass`;
    case "clock":
      return `the clock is ${command.mode}`;
    case "restart":
      return "the server restarts";
    case "dial":
      return `${code("client(dial)")} runs`;
    default:
      return command satisfies never;
  }
}

function shownMarkup(shown: readonly Shown[]): string {
  const byClient = Map.groupBy(shown, ({ client }) => client);
  return [...byClient].map(([client, items]) => `${client} ${sentenceOf(items)}`).join("; ");
}

function sentenceOf(items: readonly Shown[]): string {
  const isEnd = ({ what }: Shown) => what === "closed" || what === "refused";
  const received = items.filter((item) => !isEnd(item)).map(itemMarkup);
  const ending = items.filter(isEnd).map(itemMarkup);
  return [...(received.length > 0 ? [`receives ${received.join(", ")}`] : []), ...ending].join(", then ");
}

function itemMarkup(item: Shown): string {
  switch (item.what) {
    case "text":
      return code(item.text);
    case "binary":
      return `the bytes ${code(item.hex)}`;
    case "ping":
      return "a ping";
    case "nothing":
      return "nothing";
    case "closed":
      return `is closed with ${item.code}${item.reason === "" ? "" : ` ${code(item.reason)}`}`;
    case "refused":
      return `is refused with ${item.status}`;
    default:
      return item satisfies never;
  }
}

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}
