// One run of a cell: loads the code into the visitor's room, carries out the commands, and shows what happens.
import { createRoot, type Root } from "react-dom/client";
import { type LoadedCell, loadedCellSchema } from "../../server/protocol/cell.ts";
import { call, whyNot } from "../net/api.ts";
import { makeId } from "../ui/made-id.ts";
import { createStore } from "../ui/store.ts";
import { CellOutput } from "./cell-output.tsx";
import { CellSession, parseCommands } from "./cell-session.ts";
import { initialView, type Problem, type RunStore, reduceView, withProblem } from "./run-view.ts";

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

export function startRun(options: RunOptions): CellRun {
  return new CellRun(options);
}

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
    const { id, goToLine } = this.#options;
    const answer = await this.#load();
    if (this.#isStopped) return;
    if (!answer.ok) return this.#fail([{ line: null, message: whyNot(answer) }]);
    if (!answer.value.ok) return this.#fail(problemsOf(answer.value));
    const onFault: ConstructorParameters<typeof CellSession>[0]["onFault"] = ({ line, message }) =>
      this.#addProblem({ line, message });
    const restart = () => this.#restart();
    const session = new CellSession({ id, url: answer.value.url, goToLine, onFault, restart });
    this.#view.dispatch({ phase: "running", status: "Connecting…", session });
    await this.#carryOut(session);
  }

  #load() {
    const { id, source } = this.#options;
    const path = `/api/cells/${encodeURIComponent(id)}/code`;
    return call(loadedCellSchema, path, { method: "PUT", body: { source } });
  }

  /** Each load restarts the room. */
  async #restart(): Promise<string | null> {
    const answer = await this.#load();
    if (!answer.ok) return whyNot(answer);
    return answer.value.ok ? null : "The code does not run again.";
  }

  async #carryOut(session: CellSession): Promise<void> {
    const onStep = (number: number, count: number) =>
      this.#view.dispatch({ status: `Running: step ${number} of ${count}…` });
    const problem = await session.run(parseCommands(this.#options.commands), onStep);
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

function problemsOf({ problems, fault }: LoadedCell): Problem[] {
  const found = problems.map(({ line, message }) => ({ line, message }));
  return fault === null ? found : [...found, { line: fault.line, message: fault.message }];
}
