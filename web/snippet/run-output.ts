// The run of a snippet in the document: its state, problems, frames, console, client page, and the field that sends a message. All
// of it is text: nothing that arrives becomes HTML.

import type { PreviewState } from "../preview/preview-frame.ts";
import { makeElement, part } from "../ui/part.ts";
import { colourless, printable } from "../ui/printable.ts";

export type RunPhase = "starting" | "running" | "stopped" | "failed";

export interface ShownFrame {
  /** The client's name. */
  readonly client: string;
  /** `in`: to the handler. */
  readonly direction: "in" | "out";
  readonly kind: "text" | "binary" | "ping" | "pong";
  readonly text: string;
}

interface Placed {
  readonly line: number | null;
}

export interface RunOutputOptions {
  readonly goToLine: (line: number) => void;
  /** Returns why the text cannot be sent, or null. */
  readonly send: (text: string) => string | null;
}

const keptRows = 200;
const shownChars = 2_000;

export class RunOutput {
  readonly #root: HTMLElement;
  readonly #goToLine: RunOutputOptions["goToLine"];
  readonly #log: HTMLElement;
  readonly #frames: HTMLElement;
  readonly #console: HTMLElement;
  readonly #problems: HTMLElement;
  readonly #previews: HTMLElement;
  readonly #send: HTMLFormElement;

  constructor(root: HTMLElement, { goToLine, send }: RunOutputOptions) {
    this.#root = root;
    this.#goToLine = goToLine;
    this.#log = part(root, ".run-frames", HTMLElement);
    this.#frames = part(root, ".run-frames ol", HTMLElement);
    this.#console = part(root, ".run-console", HTMLElement);
    this.#problems = part(root, ".run-problems", HTMLElement);
    this.#previews = part(root, ".run-preview", HTMLElement);
    this.#send = part(root, ".run-send", HTMLFormElement);
    this.#send.addEventListener("submit", (event) => this.#submit(event, send));
  }

  /** False where only the client page is a client. */
  get hasClient(): boolean {
    return !this.#send.matches("[data-never]");
  }

  show(phase: RunPhase, text: string): void {
    const status = part(this.#root, ".run-status", HTMLElement);
    status.textContent = text;
    this.#root.dataset.phase = phase;
    const isLive = phase === "starting" || phase === "running";
    part(this.#root, ".run-stop", HTMLButtonElement).hidden = !isLive;
    part(this.#root, ".run-start", HTMLButtonElement).textContent = isLive ? "Run again" : "Run";
  }

  /** Shows the places for what a run produces. */
  begin(): void {
    part(this.#root, ".run-body", HTMLElement).hidden = false;
    this.#send.hidden = !this.hasClient;
  }

  clear(): void {
    for (const list of [this.#frames, this.#console, this.#problems]) list.replaceChildren();
    for (const hidden of [this.#console, this.#problems]) hidden.hidden = true;
  }

  /** Where the client page runs; hidden until `showPreview`. */
  get previewPlace(): HTMLElement {
    return part(this.#previews, ".run-preview-place", HTMLElement);
  }

  showPreview({ phase, reason }: PreviewState, start: () => void): void {
    const button = makeElement("button", { type: "button", className: "small", textContent: "Start the client page" });
    button.addEventListener("click", start);
    const isStopped = phase === "stopped";
    part(this.#previews, ".run-preview-note", HTMLElement).replaceChildren(
      ...(isStopped ? [reason ?? "", button] : []),
    );
    this.previewPlace.hidden = isStopped;
    this.#previews.hidden = false;
  }

  hidePreview(): void {
    this.#previews.hidden = true;
  }

  frame({ client, direction, kind, text }: ShownFrame): void {
    const [arrow, verb] = direction === "in" ? ["→", " sends "] : ["←", " receives "];
    const row = makeElement("li", {});
    row.dataset.direction = direction;
    const name = makeElement("b", { textContent: `${printable(client)} ${arrow}` });
    const words = makeElement("span", { className: "unseen", textContent: verb });
    const shown = kind === "text" ? text : `${kind} ${text}`;
    row.append(name, words, ` ${printable(shown.slice(0, shownChars))}`);
    this.#add(this.#frames, row);
  }

  /** Anything else that happens to a client. */
  line(text: string): void {
    this.#add(this.#frames, makeElement("li", { className: "muted", textContent: printable(text) }));
  }

  print({ text, line, level }: Placed & { readonly text: string; readonly level: string }): void {
    const row = this.#placed(line, colourless(text).slice(0, shownChars));
    row.dataset.level = level;
    this.#console.hidden = false;
    this.#add(this.#console, row);
    this.#console.scrollTop = this.#console.scrollHeight;
  }

  problem({ line, message }: Placed & { readonly message: string }): void {
    this.#problems.hidden = false;
    this.#add(this.#problems, this.#placed(line, message));
  }

  #placed(line: number | null, text: string): HTMLLIElement {
    const row = makeElement("li", {});
    if (line !== null) {
      const button = makeElement("button", { type: "button", className: "place", textContent: `Line ${line}` });
      button.addEventListener("click", () => this.#goToLine(line));
      row.append(button, " ");
    }
    row.append(makeElement("bdi", { textContent: printable(text) }));
    return row;
  }

  #add(list: HTMLElement, row: HTMLLIElement): void {
    const isAtEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 24;
    list.append(row);
    while (list.children.length > keptRows) list.firstElementChild?.remove();
    if (isAtEnd) this.#log.scrollTop = this.#log.scrollHeight;
  }

  #submit(event: SubmitEvent, send: RunOutputOptions["send"]): void {
    event.preventDefault();
    const field = part(this.#send, "input", HTMLInputElement);
    const problem = send(field.value);
    part(this.#send, ".refusal", HTMLElement).textContent = problem ?? "";
    if (problem === null) field.value = "";
    field.focus();
  }
}
