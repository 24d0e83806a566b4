// One cell of the document: its code as a listing or as a text field, its buttons, and its run.
import type { CellRun } from "./cell-run.tsx";
import { forgetText, rememberText, textOf } from "./cell-text.ts";

/** Throws if the server's markup lacks the element. */
function part<E extends HTMLElement>(within: HTMLElement, selector: string, kind: new () => E): E {
  const found = within.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`A cell has no ${selector}.`);
  return found;
}

export class Cell {
  readonly #element: HTMLElement;
  readonly #begin: (cell: Cell) => void;
  readonly #listing: HTMLPreElement;
  readonly #result: HTMLElement;
  readonly #buttons: Readonly<Record<"run" | "stop" | "edit" | "reset", HTMLButtonElement>>;
  readonly #original: string;
  #field: HTMLTextAreaElement | null = null;
  #run: CellRun | null = null;
  /** The number of the newest run: an older one that is still loading its program does not start. */
  #runs = 0;

  constructor(element: HTMLElement, begin: (cell: Cell) => void) {
    this.#element = element;
    this.#begin = begin;
    this.#listing = part(element, ".cell-code > pre", HTMLPreElement);
    this.#result = part(element, ".cell-result", HTMLDivElement);
    const button = (name: string) => part(element, `.cell-${name}`, HTMLButtonElement);
    this.#buttons = { run: button("run"), stop: button("stop"), edit: button("edit"), reset: button("reset") };
    this.#original = this.#listing.textContent;
    const { run, stop, edit, reset } = this.#buttons;
    run.addEventListener("click", () => void this.#start());
    stop.addEventListener("click", () => this.#stopByButton());
    edit.addEventListener("click", () => this.#edit().focus());
    reset.addEventListener("click", () => this.#reset());
    for (const enabled of [run, edit]) enabled.disabled = false;
    const edited = textOf(this.#id);
    if (edited !== null) this.#edit(edited);
  }

  get #id(): string {
    return this.#element.dataset.cell ?? "";
  }

  /** Ends the run: its clients disconnect, and what they received stays on the page. */
  stop(): void {
    this.#runs++;
    this.#run?.stop();
    this.#run = null;
    this.#buttons.stop.hidden = true;
    this.#buttons.run.textContent = "Run";
  }

  #stopByButton(): void {
    this.stop();
    this.#buttons.run.focus();
  }

  async #start(): Promise<void> {
    this.#begin(this);
    this.stop();
    const { stop, run } = this.#buttons;
    const number = this.#runs;
    stop.hidden = false;
    run.textContent = "Run again";
    this.#result.hidden = false;
    this.#result.ariaBusy = "true";
    const program = await import("./cell-run.tsx").catch(() => null);
    this.#result.ariaBusy = null;
    if (number !== this.#runs) return;
    if (program === null) return this.#fail();
    this.#run = program.startRun({
      place: this.#result,
      id: this.#id,
      source: this.#field?.value ?? this.#original,
      commands: this.#element.dataset.run ?? "",
      goToLine: (line) => this.#goToLine(line),
      onLines: (lines) => this.#mark(lines),
    });
  }

  #fail(): void {
    this.stop();
    this.#result.textContent = "Could not load what a run needs. Check the connection and run it again.";
  }

  #edit(text = this.#original): HTMLTextAreaElement {
    if (this.#field !== null) return this.#field;
    const field = document.createElement("textarea");
    field.className = "cell-field";
    field.value = text;
    field.wrap = "off";
    field.spellcheck = false;
    field.autocapitalize = "off";
    field.ariaLabel = `Code: ${this.#element.ariaLabel ?? ""}`;
    field.addEventListener("input", () => this.#onInput(field));
    field.addEventListener("keydown", (event) => this.#onKey(event));
    this.#listing.hidden = true;
    this.#listing.after(field);
    this.#field = field;
    this.#fit(field);
    this.#buttons.edit.hidden = true;
    this.#buttons.reset.hidden = false;
    return field;
  }

  #onInput(field: HTMLTextAreaElement): void {
    if (field.value === this.#original) forgetText(this.#id);
    else rememberText(this.#id, field.value);
    this.#fit(field);
  }

  #fit(field: HTMLTextAreaElement): void {
    field.rows = field.value.split("\n").length;
    this.#element.toggleAttribute("data-changed", field.value !== this.#original);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.#start();
  }

  #reset(): void {
    this.stop();
    forgetText(this.#id);
    this.#field?.remove();
    this.#field = null;
    this.#listing.hidden = false;
    this.#mark([]);
    this.#result.hidden = true;
    this.#element.removeAttribute("data-changed");
    this.#buttons.reset.hidden = true;
    this.#buttons.edit.hidden = false;
    this.#buttons.edit.focus();
  }

  /** Marks lines of the listing that have a problem. */
  #mark(lines: readonly number[]): void {
    for (const [index, row] of this.#listing.querySelectorAll(".line").entries())
      row.toggleAttribute("data-problem", lines.includes(index + 1));
  }

  /** Selects the line in the text field. */
  #goToLine(line: number): void {
    const field = this.#edit();
    const rows = field.value.split("\n");
    const from = rows.slice(0, line - 1).reduce((sum, row) => sum + row.length + 1, 0);
    field.focus();
    field.setSelectionRange(from, from + (rows[line - 1]?.length ?? 0));
  }
}
