// The compiler as the front sees it: a queue before a process that strangers' sources may crash.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Pair } from "../processes/pair.ts";
import { type CompileRequest, type CompileResult, compileReplySchema } from "../protocol/compile.ts";
import type { Problem } from "../protocol/guest.ts";
import type { Limits } from "../protocol/limits.ts";
import { hardestLine } from "./nesting.ts";
import { lineCount } from "./positions.ts";
import { problemOn } from "./problems.ts";

export interface Compiler extends AsyncDisposable {
  /** The process at work, for those who watch it; undefined while none is ready. */
  readonly pid: number | undefined;
  /** Never rejects for anything a source does; rejects when no compiler process comes up at all. */
  compile(source: string, file: string): Promise<CompileResult>;
}

export interface CompilerOptions {
  readonly limits: Limits;
  readonly log?: (line: string) => void;
}

export function startCompiler(options: CompilerOptions): Compiler {
  return new QueuedCompiler(options);
}

interface Job {
  readonly request: CompileRequest;
  readonly resolve: (result: CompileResult) => void;
  readonly reject: (error: Error) => void;
  /** Processes that were lost on it. */
  lost: number;
}

/** There are two tries: a process that was frozen from outside is no fault of the source. Both fit into the time, with what ending takes. */
const tryShare = 0.4;

class QueuedCompiler implements Compiler {
  readonly #limits: Limits;
  readonly #pair: Pair;
  readonly #queue: Job[] = [];
  #current: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor({ limits, log = () => undefined }: CompilerOptions) {
    this.#limits = limits;
    this.#pair = new Pair({
      main: fileURLToPath(new URL("./main.ts", import.meta.url)),
      execArgv: permissions,
      onMessage: (message) => this.#answered(message),
      onReady: () => this.#next(),
      onLost: (signal) => this.#lost(signal),
      onBroken: (reason) => this.#broken(reason),
      log: (line) => log(`compiler: ${line}`),
    });
  }

  get pid(): number | undefined {
    return this.#pair.pid;
  }

  compile(source: string, file: string): Promise<CompileResult> {
    const problem = tooBig(source, this.#limits);
    if (problem !== null) return Promise.resolve({ ok: false, problems: [problem] });
    return new Promise((resolve, reject) => {
      this.#queue.push({ request: { id: ++this.#lastId, source, file }, resolve, reject, lost: 0 });
      this.#next();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#broken("it was shut down");
    await this.#pair[Symbol.asyncDispose]();
  }

  #next(): void {
    if (this.#current !== undefined) return;
    const job = this.#queue[0];
    if (job === undefined || !this.#pair.send(job.request)) return;
    this.#queue.shift();
    this.#current = job;
    this.#timer = setTimeout(() => this.#pair.replace(), this.#limits.compileMs * tryShare);
  }

  #answered(message: unknown): void {
    const reply = compileReplySchema.safeParse(message);
    const job = this.#current;
    // A message that is none says that the process is not to be trusted.
    if (!reply.success) this.#pair.replace();
    if (!reply.success || job?.request.id !== reply.data.id) return;
    this.#free();
    job.resolve(reply.data.result);
    this.#next();
  }

  #lost(signal: NodeJS.Signals | null): void {
    const job = this.#current;
    if (job === undefined) return;
    this.#free();
    job.lost++;
    if (job.lost < 2 && signal === "SIGKILL") this.#queue.unshift(job);
    else job.resolve({ ok: false, problems: [unreadable(job.request.source, signal, this.#limits)] });
  }

  #broken(reason: string): void {
    const jobs = [...(this.#current === undefined ? [] : [this.#current]), ...this.#queue.splice(0)];
    this.#free();
    for (const job of jobs) job.reject(new Error(`The compiler does not start: ${reason}`));
  }

  #free(): void {
    clearTimeout(this.#timer);
    this.#current = undefined;
  }
}

/**
 * Reading is all it may do. The parser is a native addon, which the permission model cannot see into: `--allow-addons`
 * lets it load, and Node warns of that once for each process.
 */
const root = fileURLToPath(new URL("../../", import.meta.url));
export const permissions = [
  "--permission",
  ...["server", "node_modules", "package.json"]
    .flatMap((name) => [root + name, realpathSync(root + name)])
    .map((path) => `--allow-fs-read=${path}`),
  "--allow-addons",
  "--disable-warning=PERM0001",
  "--max-old-space-size=128",
];

function tooBig(source: string, limits: Limits): Problem | null {
  const bytes = Buffer.byteLength(source);
  if (bytes > limits.sourceBytes) {
    return problemOn(1, `The file is ${bytes} bytes long; at most ${limits.sourceBytes} can be compiled. Shorten it.`);
  }
  const lines = lineCount(source);
  if (lines <= limits.sourceLines) return null;
  return problemOn(
    limits.sourceLines + 1,
    `The file has ${lines} lines; at most ${limits.sourceLines} can be compiled. Shorten it.`,
  );
}

/** A crash is nesting, as far as anybody has seen; SIGKILL is our own hand, after the time was up. */
function unreadable(source: string, signal: NodeJS.Signals | null, limits: Limits): Problem {
  const line = hardestLine(source);
  return problemOn(
    line,
    signal === "SIGKILL"
      ? `Compiling took longer than ${limits.compileMs} ms and was stopped: the code around line ${line} is too involved. Simplify it.`
      : `The compiler could not read this file: it is nested too deeply around line ${line}. Split it into smaller parts.`,
  );
}
