// The landing page's handler: one line to change, its run, two clients, and the arrows between them.
import { type Hop, type Row, receivedText, rowMarkup, saidMarkup } from "../../server/protocol/exchange.ts";
import type { Problem } from "../cells/run-view.ts";
import { prefersReducedMotion } from "../ui/motion.ts";
import { part } from "../ui/part.ts";
import { patchHtml } from "../ui/patch-html.ts";
import { Playback } from "./playback.ts";
import type { Run } from "./run.ts";

const rowMs = 520;
const typingMs = 700;
const shownRows = 6;
const shownMessages = 5;
const notLoaded = "The line was not loaded.";
const afterProblem = "Change the line, or run it again.";
const tooMany = "There were too many frames to show them all.";

export class Demo {
  readonly #element: HTMLElement;
  readonly #field: HTMLTextAreaElement;
  readonly #runButton: HTMLButtonElement;
  readonly #problem: HTMLElement;
  readonly #status: HTMLElement;
  readonly #rows: HTMLOListElement;
  readonly #choices: readonly HTMLButtonElement[];
  readonly #playback = new Playback({
    rowMs: () => (prefersReducedMotion() ? 0 : rowMs),
    onLeave: (rows) => this.#showRows(rows),
    onArrive: (hop) => this.#arrive(hop),
    onIdle: () => this.#report(),
  });
  #run: Run | null = null;
  #arrived: Hop[] = [];
  #rowCount = 0;
  /** The number of the newest load: an older one that is still under way has no effect. */
  #loads = 0;
  /** The load whose frames are shown: the newest that succeeded. */
  #shown = 0;
  #isLoading = false;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#field = part(element, "#demo-line", HTMLTextAreaElement);
    this.#runButton = part(element, ".demo-run", HTMLButtonElement);
    this.#problem = part(element, ".demo-problem", HTMLElement);
    this.#status = part(element, ".demo-status", HTMLElement);
    this.#rows = part(element, ".lane-rows", HTMLOListElement);
    this.#choices = [...element.querySelectorAll<HTMLButtonElement>(".demo-choices button")];
    this.#listen();
    for (const field of element.querySelectorAll<HTMLInputElement | HTMLButtonElement>(":disabled"))
      field.disabled = false;
    this.#field.readOnly = false;
  }

  #listen(): void {
    this.#runButton.addEventListener("click", () => void this.#load());
    this.#field.addEventListener("keydown", (event) => this.#onKey(event));
    this.#field.addEventListener("input", () => this.#onInput());
    for (const choice of this.#choices) choice.addEventListener("click", () => this.#choose(choice.dataset.line ?? ""));
    for (const form of this.#element.querySelectorAll("form"))
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        void this.#send(form);
      });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    void this.#load();
  }

  #onInput(): void {
    // Pasted lines become one.
    if (this.#field.value.includes("\n")) this.#field.value = this.#field.value.replace(/\s*\n\s*/g, " ");
    this.#fit();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#load(), typingMs);
  }

  #choose(line: string): void {
    this.#field.value = line;
    this.#fit();
    void this.#load();
  }

  #fit(): void {
    const { value, style } = this.#field;
    for (const choice of this.#choices) choice.ariaPressed = String(choice.dataset.line === value);
    if (CSS.supports("field-sizing", "content")) return;
    style.height = "auto";
    style.height = `${this.#field.scrollHeight + 2}px`;
  }

  get #source(): string {
    const [before = "", after = ""] = [...this.#element.querySelectorAll(".demo-code pre")].map((listing) =>
      [...listing.querySelectorAll(".line")].map(({ textContent }) => textContent).join("\n"),
    );
    return `${before}\n${this.#field.dataset.indent ?? ""}${this.#field.value}\n${after}\n`;
  }

  async #load(): Promise<void> {
    clearTimeout(this.#typing);
    const number = ++this.#loads;
    this.#isLoading = true;
    this.#tell("Loading your handler…");
    const problem = await this.#start(number);
    if (number !== this.#loads) return;
    this.#isLoading = false;
    this.#runButton.textContent = "Run again";
    this.#showProblem(problem);
    if (problem !== null)
      this.#tell(this.#run === null || problem.line === null ? notLoaded : `${notLoaded} What ran before still runs.`);
  }

  /** Resolves to null, or to the reason why the code does not run. */
  async #start(number: number): Promise<Problem | null> {
    const program = await import("./run.ts").catch(() => null);
    if (program === null) return { line: null, message: "Could not load what a run needs. Check the connection." };
    const { cell = "", run: commands = "" } = this.#element.dataset;
    const isShown = () => number === this.#shown && !this.#isLoading;
    const started = await program.start({
      ...{ id: cell, source: this.#source, commands },
      onFrames: (hops) => isShown() && this.#playback.add(hops),
      onFault: (problem) => isShown() && this.#onFault(problem),
    });
    if (!started.ok) return started.problem;
    if (number === this.#loads) this.#replace(started.run, number);
    else started.run.dispose();
    return null;
  }

  #replace(run: Run, number: number): void {
    this.#run?.dispose();
    this.#run = run;
    this.#shown = number;
    this.#arrived = [];
    this.#playback.clear();
    for (const log of this.#element.querySelectorAll(".peer-log")) log.replaceChildren();
    this.#element.dataset.live = "";
    this.#tell("Running in your own room…");
  }

  async #send(form: HTMLFormElement): Promise<void> {
    const field = part(form, "input", HTMLInputElement);
    if (this.#run?.isOver !== false) await this.#load();
    const client = form.closest<HTMLElement>(".peer")?.dataset.client ?? "";
    if (this.#run?.isOver !== false) return;
    const message = await this.#run.send(client, field.value);
    if (message === null) field.value = "";
    else this.#showProblem({ line: null, message });
  }

  #showRows(rows: readonly Row[]): void {
    const list = this.#rows;
    const added = Math.max(0, rows.length - this.#rowCount);
    this.#rowCount = rows.length;
    // Rows that stay keep their elements, so that only the new arrow moves.
    for (let excess = list.children.length + added - shownRows; excess > 0; excess--) list.firstElementChild?.remove();
    patchHtml(list, rows.slice(-shownRows).map(rowMarkup).join(""));
  }

  #arrive(hop: Hop): void {
    this.#arrived.push(hop);
    const log = part(this.#element, `.peer[data-client="${hop.client}"] .peer-log`, HTMLOListElement);
    log.insertAdjacentHTML("beforeend", saidMarkup(hop));
    while (log.children.length > shownMessages) log.firstElementChild?.remove();
  }

  #onFault(problem: Problem): void {
    this.#showProblem(problem);
    // Frames from before it may still be on their way: what was received is reported once they have been shown.
    this.#tell(afterProblem);
  }

  #report(): void {
    const received = receivedText(this.#arrived);
    const shown = this.#playback.hasLeftOut ? `${tooMany} Of those shown, ${received}` : received;
    const next = this.#problem.hidden ? "Your room is open: change the line, or send something." : afterProblem;
    this.#tell(`${shown} ${next}`);
  }

  #showProblem(problem: Problem | null): void {
    this.#problem.hidden = problem === null;
    this.#problem.textContent =
      problem === null ? "" : `${problem.line === null ? "" : `Line ${problem.line}: `}${problem.message}`;
    this.#field.ariaInvalid = String(problem !== null);
  }

  #tell(text: string): void {
    this.#status.textContent = text;
  }
}
