// A child process and its warm spare: when the one at work dies or is killed, the spare takes its place at once.
import { type ChildProcess, fork } from "node:child_process";

export interface PairOptions {
  /** Absolute path of the child's module. It says `{ type: "ready" }` once; everything after that is `onMessage`. */
  readonly main: string;
  readonly execArgv: readonly string[];
  readonly onMessage: (message: unknown) => void;
  /** A child is ready to be sent to: at the start, and after each loss once the spare stands in. */
  readonly onReady: () => void;
  /** The child at work is gone. `signal` is null when it ended by itself. */
  readonly onLost: (signal: NodeJS.Signals | null) => void;
  /** Child after child ends before it is ready; `reason` is what the last one said. Tried again, ever more slowly. */
  readonly onBroken: (reason: string) => void;
  readonly log: (line: string) => void;
}

const brokenAfter = 3;
const slowestRetryMs = 5_000;

interface Child {
  readonly process: ChildProcess;
  readonly exit: Promise<unknown>;
  ready: boolean;
  said: string;
}

export class Pair implements AsyncDisposable {
  readonly #options: PairOptions;
  /** The first one that is ready is at work; the next is the spare. */
  readonly #children: Child[] = [];
  readonly #retries = new Set<NodeJS.Timeout>();
  #atWork: Child | undefined;
  #failures = 0;
  #ended = false;

  constructor(options: PairOptions) {
    this.#options = options;
    this.#spawn();
    this.#spawn();
  }

  /** Of the child at work; undefined while none is ready. */
  get pid(): number | undefined {
    return this.#atWork?.process.pid;
  }

  /** False when no child is ready. */
  send(message: object): boolean {
    const process = this.#atWork?.process;
    if (process?.connected !== true) return false;
    // A child that dies while this is under way is reported by its exit; nothing else can be done here.
    process.send(message, () => undefined);
    return true;
  }

  /** Kills the child at work; `onLost` follows. */
  replace(): void {
    this.#atWork?.process.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    for (const timer of this.#retries) clearTimeout(timer);
    for (const { process } of this.#children) process.kill("SIGKILL");
    await Promise.all(this.#children.map(({ exit }) => exit));
  }

  #spawn(): void {
    const process = fork(this.#options.main, [], {
      execArgv: [...this.#options.execArgv],
      env: {},
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const exit = new Promise((resolve) => process.once("close", resolve));
    const child: Child = { process, exit, ready: false, said: "" };
    this.#children.push(child);
    process.on("error", (error) => this.#options.log(`${this.#options.main}: ${error.message}`));
    process.stderr?.on("data", (chunk: Buffer) => {
      child.said = (child.said + chunk.toString("utf8")).slice(-2_000);
    });
    process.on("message", (message) => this.#heard(child, message));
    process.once("close", (_code, signal) => this.#lose(child, signal));
  }

  #heard(child: Child, message: unknown): void {
    if (child.ready) {
      if (child === this.#atWork) this.#options.onMessage(message);
      return;
    }
    child.ready = true;
    this.#failures = 0;
    this.#promote();
  }

  #promote(): void {
    if (this.#atWork !== undefined || this.#ended) return;
    this.#atWork = this.#children.find(({ ready }) => ready);
    if (this.#atWork !== undefined) this.#options.onReady();
  }

  #lose(child: Child, signal: NodeJS.Signals | null): void {
    this.#children.splice(this.#children.indexOf(child), 1);
    if (this.#ended) return;
    if (!child.ready) this.#failures++;
    this.#respawn(child.said);
    if (child !== this.#atWork) return;
    this.#options.log(
      `child process ${child.process.pid} is gone (${signal ?? "it ended"}). ${child.said.trim()}`.trim(),
    );
    this.#atWork = undefined;
    this.#options.onLost(signal);
    this.#promote();
  }

  #respawn(said: string): void {
    if (this.#failures >= brokenAfter) this.#options.onBroken(said.trim());
    const waitMs = this.#failures === 0 ? 0 : Math.min(slowestRetryMs, 50 * 2 ** this.#failures);
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      this.#spawn();
    }, waitMs);
    this.#retries.add(timer);
  }
}
