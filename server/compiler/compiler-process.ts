// The front's side of a compiler process, and a queue of sources that one such process compiles one at a time.
import { builtFolder, programOf } from "../processes/built-program.ts";
import type { FairQueue, Requester } from "../processes/fair-queue.ts";
import { ManagedProcess, type ProcessLog, ProcessLost, readOnly } from "../processes/managed-process.ts";
import { type Spares, Supervisor } from "../processes/supervisor.ts";
import { type CompileRequest, type CompileResult, type FromCompiler, fromCompilerSchema } from "../protocol/compile.ts";

/**
 * The parser is a native addon, which the permission model cannot restrict: `--allow-addons` loads it, and Node warns
 * about that once per process.
 */
export const compilerFlags = [
  ...readOnly("server", "node_modules", "package.json", builtFolder("compiler")),
  "--allow-addons",
  "--disable-warning=PERM0001",
  "--max-old-space-size=128",
];

class CompilerProcess extends ManagedProcess<FromCompiler, CompileRequest> {
  constructor(name: string, program: string, nice: number, log: ProcessLog | undefined) {
    super({ name, program, flags: compilerFlags, nice, schema: fromCompilerSchema, log });
  }

  /** Kills the process at the deadline. */
  async compile(source: string, file: string, ms: number): Promise<CompileResult> {
    const { result } = await this.call("compiled", (id) => ({ id, source, file }), { ms, kill: true });
    return result;
  }

  protected override receive(message: FromCompiler): void {
    if (message.type === "compiled") this.resolveCall(message.id, message);
  }
}

/** `late`: stopped at the time limit. `crashed`: the source ended the process. `lost`: something else did. */
export type Outcome<Skipped = never> =
  | { readonly how: "compiled"; readonly result: CompileResult; readonly ms: number }
  | { readonly how: "late" | "crashed" | "lost" }
  | { readonly how: "skipped"; readonly why: Skipped };

export interface CompileJob<Skipped> {
  readonly source: string;
  readonly file: string;
  readonly from: Requester;
  /** Called when its turn comes: anything but null takes it out of the queue. */
  skip(): Skipped | null;
}

export interface CompileQueueOptions {
  readonly name: string;
  /** Added to the process's priority. */
  readonly nice: number;
  readonly ms: number;
  /** For jobs of rank 0, which come first, of rank 1 and so on. */
  readonly ranks: readonly WaitingQueue[];
  /** An attempt took this long, without the start of a process. */
  onAttempt?(from: Requester, ms: number): void;
  readonly spares: Spares;
  readonly log?: ProcessLog | undefined;
}

/** Attempts a job that has waited for its turn. */
export type Waiting = () => Promise<void>;

type WaitingQueue = Pick<FairQueue<Waiting>, "size" | "push" | "shift">;

export class CompileQueue extends Supervisor<CompilerProcess> {
  readonly #ms: number;
  readonly #ranks: readonly WaitingQueue[];
  readonly #onAttempt: CompileQueueOptions["onAttempt"];
  #busy = false;

  constructor({ name, nice, ms, ranks, spares, log, onAttempt }: CompileQueueOptions) {
    const program = programOf("compiler");
    super({ name, count: 1, spares, create: () => new CompilerProcess(name, program, nice, log) });
    this.#ms = ms;
    this.#ranks = ranks;
    this.#onAttempt = onAttempt;
  }

  /** Rejects only when no process can be started. */
  compile<Skipped>(job: CompileJob<Skipped>, rank = 0): Promise<Outcome<Skipped>> {
    return new Promise((resolve, reject) => {
      this.#ranks[rank]?.push(job.from, () => this.#attempt(job).then(resolve, reject));
      if (!this.#busy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#busy = true;
    const next = () => this.#ranks.find(({ size }) => size > 0)?.shift();
    for (let attempt = next(); attempt !== undefined; attempt = next()) await attempt();
    this.#busy = false;
  }

  async #attempt<Skipped>(job: CompileJob<Skipped>): Promise<Outcome<Skipped>> {
    const why = job.skip();
    if (why !== null) return { how: "skipped", why };
    const process = await this.acquire();
    const startedAtMs = performance.now();
    try {
      const result = await process.compile(job.source, job.file, this.#ms);
      return { how: "compiled", result, ms: performance.now() - startedAtMs };
    } catch (error) {
      if (!(error instanceof ProcessLost) || error.end.how === "disposed") throw error;
      if (error.end.how === "killed") return { how: "late" };
      const { signal } = error.end;
      // After a panic in the parser, the process replies and then exits by itself.
      return { how: signal === "SIGKILL" || signal === null ? "lost" : "crashed" };
    } finally {
      this.#onAttempt?.(job.from, performance.now() - startedAtMs);
    }
  }
}
