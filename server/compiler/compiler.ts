// The compiler as the front uses it: a serial queue in front of a process that a learner's source may crash.
import { fileURLToPath } from "node:url";
import { ManagedProcess, type ProcessLog, ProcessLost, readOnly } from "../processes/managed-process.ts";
import { type Spares, Supervisor } from "../processes/supervisor.ts";
import { type CompileRequest, type CompileResult, type FromCompiler, fromCompilerSchema } from "../protocol/compile.ts";
import type { Problem } from "../protocol/guest.ts";
import type { Limits } from "../protocol/limits.ts";
import { hardestLine, lineCount, problemOnLine } from "./problems.ts";

export interface CompilerOptions {
  readonly limits: Limits;
  readonly spares?: Spares;
  readonly log?: ProcessLog;
}

/**
 * The parser is a native addon, which the permission model cannot restrict: `--allow-addons` loads it, and Node warns
 * about that once per process.
 */
export const compilerFlags = [
  ...readOnly("server", "node_modules", "package.json"),
  "--allow-addons",
  "--disable-warning=PERM0001",
  "--max-old-space-size=128",
];

/**
 * A source gets two attempts, because a process that was frozen or killed from outside says nothing about the source.
 * Both attempts fit into the limit, with the time it takes to end a process.
 */
const attempts = 2;
const attemptShare = 0.4;

const name = "The compiler";

class CompilerProcess extends ManagedProcess<FromCompiler, CompileRequest> {
  constructor(log: ProcessLog | undefined) {
    const program = fileURLToPath(new URL("./main.ts", import.meta.url));
    super({ name, program, flags: compilerFlags, schema: fromCompilerSchema, log });
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

export class Compiler extends Supervisor<CompilerProcess> {
  readonly #limits: Limits;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ limits, spares = "none", log }: CompilerOptions) {
    super({ name, count: 1, spares, create: () => new CompilerProcess(log) });
    this.#limits = limits;
  }

  /** Rejects only when no compiler process can be started, never because of the source. */
  compile(source: string, file: string): Promise<CompileResult> {
    const problem = sizeProblem(source, this.#limits);
    if (problem !== null) return Promise.resolve({ ok: false, problems: [problem] });
    const result = this.#last.then(() => this.#compile(source, file));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #compile(source: string, file: string): Promise<CompileResult> {
    for (let attempt = 1; ; attempt++) {
      const process = await this.acquire();
      try {
        return await process.compile(source, file, this.#limits.compileMs * attemptShare);
      } catch (error) {
        if (!(error instanceof ProcessLost) || error.end.how === "disposed") throw error;
        const { signal } = error.end;
        if (attempt === attempts || signal !== "SIGKILL") {
          return { ok: false, problems: [unreadable(source, signal, this.#limits)] };
        }
      }
    }
  }
}

function sizeProblem(source: string, { sourceBytes, sourceLines }: Limits): Problem | null {
  const bytes = Buffer.byteLength(source);
  if (bytes > sourceBytes) {
    return problemOnLine(1, `The file is ${bytes} bytes long; the limit is ${sourceBytes}. Shorten it.`);
  }
  const lines = lineCount(source);
  if (lines <= sourceLines) return null;
  return problemOnLine(sourceLines + 1, `The file has ${lines} lines; the limit is ${sourceLines}. Shorten it.`);
}

/** Every crash seen so far was caused by nesting. SIGKILL is ours, sent at the deadline. */
function unreadable(source: string, signal: NodeJS.Signals | null, { compileMs }: Limits): Problem {
  const line = hardestLine(source);
  const message =
    signal === "SIGKILL"
      ? `Compiling took longer than ${compileMs} ms and was stopped: the code around line ${line} is too complex. Simplify it.`
      : `The compiler could not read this file: it is nested too deeply around line ${line}. Split it into smaller parts.`;
  return problemOnLine(line, message);
}
