// One run of a cell: loads the code into the visitor's room, carries out the commands, and shows what happens.
import { createRoot, type Root } from "react-dom/client";
import { parseCommands } from "../lesson/run-try.ts";
import { makeId } from "../ui/made-id.ts";
import { createStore } from "../ui/store.ts";
import { CellOutput } from "./cell-output.tsx";
import { CellSession } from "./cell-session.ts";
import {
  initialView,
  loadCell,
  type Problem,
  type RunStore,
  reduceView,
  restartCell,
  withProblem,
} from "./run-view.ts";

export interface RunOptions {
  readonly place: HTMLElement;
  readonly id: string;
  readonly source: string;
  /** JSON, as the server wrote it. */
  readonly commands: string;
  readonly goToLine: (line: number) => void;
  /** Called with the lines that have a problem. */
  readonly onLines: (lines: readonly number[]) => void;
}

/** React keeps one root per element. */
const roots = new WeakMap<HTMLElement, Root>();

export class CellRun {
  readonly #options: RunOptions;
  readonly #view: RunStore = createStore(reduceView, initialView);

  constructor(options: RunOptions) {
    this.#options = options;
    options.onLines([]);
    const root = roots.get(options.place) ?? createRoot(options.place);
    roots.set(options.place, root);
    root.render(<CellOutput key={makeId()} view={this.#view} goToLine={options.goToLine} />);
    void this.#start();
  }

  stop(): void {
    const { phase, session } = this.#view.get();
    session?.dispose();
    if (phase !== "failed")
      this.#view.dispatch({ phase: "stopped", status: "Stopped. Your clients are disconnected." });
  }

  get #isStopped(): boolean {
    return this.#view.get().phase === "stopped";
  }

  async #start(): Promise<void> {
    const { id, source, goToLine } = this.#options;
    const loaded = await loadCell(id, source);
    if (this.#isStopped) return;
    if (!loaded.ok) return this.#fail(loaded.problems);
    const onFault = ({ line, message }: Problem) => this.#addProblem({ line, message });
    const restart = () => restartCell(id, source);
    const session = new CellSession({ id, url: loaded.url, goToLine, onFault, restart });
    this.#view.dispatch({ phase: "running", status: "Connecting…", session });
    await this.#carryOut(session);
  }

  async #carryOut(session: CellSession): Promise<void> {
    const onStep = (number: number, count: number) =>
      this.#view.dispatch({ status: `Running: step ${number} of ${count}…` });
    const problem = await session.run(parseCommands(this.#options.commands) ?? [], onStep);
    if (this.#isStopped) return;
    const status = problem === null ? "Done. Your room is still open." : `The run ended early: ${problem}`;
    this.#view.dispatch({ phase: "open", status });
  }

  #fail(problems: readonly Problem[]): void {
    this.#view.dispatch({ phase: "failed", status: "The code does not run.", problems });
    this.#markLines();
  }

  #addProblem(problem: Problem): void {
    this.#view.dispatch({ problems: withProblem(this.#view.get().problems, problem) });
    this.#markLines();
  }

  #markLines(): void {
    this.#options.onLines(this.#view.get().problems.flatMap(({ line }) => (line === null ? [] : [line])));
  }
}
