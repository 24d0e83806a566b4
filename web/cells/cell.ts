// One cell of the document: its code as a listing or as a text field, its buttons, and its run.
import { attempt } from "../ui/attempt.ts";
import { part } from "../ui/part.ts";
import type { CellRun } from "./cell-run.tsx";
import { CodeListing } from "./code-listing.ts";

export class Cell {
  readonly #element: HTMLElement;
  readonly #begin: (cell: Cell) => void;
  readonly #code: CodeListing;
  readonly #result: HTMLElement;
  readonly #buttons: Readonly<Record<"run" | "stop" | "edit" | "reset", HTMLButtonElement>>;
  #run: CellRun | null = null;
  /** The number of the newest run: an older one that is still loading its program does not start. */
  #runs = 0;

  constructor(element: HTMLElement, begin: (cell: Cell) => void) {
    this.#element = element;
    this.#begin = begin;
    this.#code = new CodeListing({
      listing: part(element, ".cell-code > pre", HTMLPreElement),
      label: `Code: ${element.ariaLabel ?? ""}`,
      onInput: () => this.#onInput(),
      onRun: () => void this.#start(),
    });
    this.#result = part(element, ".cell-result", HTMLDivElement);
    const button = (name: string) => part(element, `.cell-${name}`, HTMLButtonElement);
    this.#buttons = { run: button("run"), stop: button("stop"), edit: button("edit"), reset: button("reset") };
    const { run, stop, edit, reset } = this.#buttons;
    run.addEventListener("click", () => void this.#start());
    stop.addEventListener("click", () => this.#stopByButton());
    edit.addEventListener("click", () => this.#edit().focus());
    reset.addEventListener("click", () => this.#reset());
    for (const enabled of [run, edit]) enabled.disabled = false;
    const edited = attempt(() => window.localStorage.getItem(this.#key));
    if (edited != null) this.#edit(edited);
  }

  get #id(): string {
    return this.#element.dataset.cell ?? "";
  }

  /** Under which edited code is kept until it is reset. */
  get #key(): string {
    return `ws101.cell.${this.#id}`;
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
    this.#run = new program.CellRun({
      place: this.#result,
      id: this.#id,
      source: this.#code.text,
      commands: this.#element.dataset.run ?? "",
      goToLine: (line) => this.#goToLine(line),
      onLines: (lines) => this.#code.mark(lines),
    });
  }

  #fail(): void {
    this.stop();
    this.#result.textContent = "Could not load what a run needs. Check the connection and run it again.";
  }

  #edit(text?: string): HTMLTextAreaElement {
    const field = this.#code.edit(text);
    this.#showChange();
    this.#buttons.edit.hidden = true;
    this.#buttons.reset.hidden = false;
    return field;
  }

  #onInput(): void {
    if (this.#code.isChanged) attempt(() => window.localStorage.setItem(this.#key, this.#code.text));
    else this.#forget();
    this.#showChange();
  }

  #showChange(): void {
    this.#element.toggleAttribute("data-changed", this.#code.isChanged);
  }

  #reset(): void {
    this.stop();
    this.#forget();
    this.#code.reset();
    this.#showChange();
    this.#result.hidden = true;
    this.#buttons.reset.hidden = true;
    this.#buttons.edit.hidden = false;
    this.#buttons.edit.focus();
  }

  #forget(): void {
    attempt(() => window.localStorage.removeItem(this.#key));
  }

  #goToLine(line: number): void {
    this.#edit();
    this.#code.select(line);
  }
}
