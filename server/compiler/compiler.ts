// The compiler as the front uses it. Sources are parsed in processes that a learner's source may crash or hold up: a
// quick one for a short first attempt at each source, and a patient one for the sources that need longer. Results are remembered.
import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { FairQueue, type Requester } from "../processes/fair-queue.ts";
import type { ProcessLog } from "../processes/managed-process.ts";
import type { Spares } from "../processes/supervisor.ts";
import type { CompileResult } from "../protocol/compile.ts";
import type { Problem } from "../protocol/guest.ts";
import type { Limits } from "../protocol/limits.ts";
import { CompileQueue, type Outcome, type Waiting } from "./compiler-process.ts";
import { hardestLine, lineCount, problemOnLine } from "./problems.ts";
import { LightestFirst, type Rank, ranks, TrackRecord } from "./track-record.ts";

export interface CompilerOptions {
  readonly limits: Limits;
  readonly spares?: Spares;
  readonly log?: ProcessLog;
}

/** Both attempts fit into `compileMs`, with the time it takes to end a process. */
const quickShare = 0.15;
const patientShare = 0.75;
/** Messages between learners and their rooms come before saves, and everyone's saves before slow ones. */
const nice = { quick: 5, patient: 10 };
/** A patient process that someone else ended says nothing about the source. */
const patientAttempts = 2;
/** A source that has waited for the patient process for this multiple of `compileMs` is refused. */
const patience = 5;

const anyone: Requester = { learner: "", network: "" };

interface Source {
  readonly key: string;
  readonly source: string;
  readonly bytes: number;
  readonly file: string;
  readonly from: Requester;
}

export class Compiler implements AsyncDisposable {
  readonly #limits: Limits;
  readonly #known = new KnownResults();
  readonly #record = new TrackRecord();
  /** Keys of the sources that exceeded their first attempt and have no result yet. */
  readonly #slow = new Set<string>();
  readonly #quick: CompileQueue;
  /** Starts when it is first needed. */
  readonly #patient: CompileQueue;

  constructor({ limits, spares = "none", log }: CompilerOptions) {
    const { compileMs } = limits;
    const strangers = new LightestFirst<Waiting>(this.#record.weights);
    const queues = ranks.map((rank) => (rank === "unknown" ? strangers : new FairQueue<Waiting>()));
    this.#limits = limits;
    this.#quick = new CompileQueue({
      name: "The compiler",
      nice: nice.quick,
      ms: compileMs * quickShare,
      ranks: queues,
      spares,
      log,
      onAttempt: (from, ms) => this.#record.charge(from, ms),
    });
    this.#patient = new CompileQueue({
      name: "The patient compiler",
      nice: nice.patient,
      ms: compileMs * patientShare,
      ranks: [new FairQueue<Waiting>()],
      spares: "none",
      log,
    });
  }

  start(): void {
    this.#quick.start();
  }

  /** The id of the quick process; undefined while there is none. */
  get pid(): number | undefined {
    return this.#quick.pid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#quick, this.#patient].map((queue) => queue[Symbol.asyncDispose]()));
  }

  /** Rejects only when no compiler process can be started, never because of the source. */
  async compile(text: string, file: string, from: Requester = anyone): Promise<CompileResult> {
    const bytes = Buffer.byteLength(text);
    const problem = sizeProblem(text, bytes, this.#limits);
    if (problem !== null) return { ok: false, problems: [problem] };
    const source = { key: KnownResults.keyOf(text, file), source: text, bytes, file, from };
    const first = this.#known.get(source.key) ?? (await this.#compileQuickly(source));
    if (typeof first !== "string") return first;
    return first === "late" ? this.#compileSlow(source) : this.#compilePatiently(source);
  }

  /** `late` for a source that takes longer; `next` for one that has to be compiled by the patient process for another reason. */
  async #compileQuickly(source: Source): Promise<CompileResult | "late" | "next"> {
    const rank = this.#rankOf(source);
    if (rank === "suspect") return "next";
    const skip = () => this.#known.get(source.key) ?? (this.#rankOf(source) === "suspect" ? "next" : null);
    const outcome = await this.#quick.compile({ ...source, skip }, ranks.indexOf(rank));
    switch (outcome.how) {
      case "compiled":
        this.#record.compiledQuickly(source.from, source.bytes);
        return this.#known.keep(source.key, outcome.result);
      case "skipped":
        return outcome.why;
      case "crashed":
        return this.#fail(source, outcome);
      case "late":
        return "late";
      case "lost":
        return "next";
    }
    return outcome satisfies never;
  }

  /** A source that is slow for one author is slow for all. */
  #rankOf({ key, from, bytes }: Source): Rank {
    return this.#slow.has(key) ? "suspect" : this.#record.rankOf(from, bytes);
  }

  async #compileSlow(source: Source): Promise<CompileResult> {
    this.#slow.add(source.key);
    this.#record.suspect(source.from);
    try {
      const absolve = () => this.#record.absolve(source.from);
      return await this.#compilePatiently(source, absolve);
    } finally {
      this.#slow.delete(source.key);
    }
  }

  /** Calls `onQuick` if the source would have fitted into a first attempt: then the machine was slow. */
  async #compilePatiently(source: Source, onQuick: () => void = () => undefined): Promise<CompileResult> {
    const { compileMs } = this.#limits;
    const latestMs = performance.now() + compileMs * patience;
    const skip = () => this.#known.get(source.key) ?? (performance.now() > latestMs ? crowded : null);
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#patient.compile({ ...source, skip });
      if (outcome.how === "skipped") return outcome.why;
      if (outcome.how === "compiled") {
        if (outcome.ms < compileMs * quickShare) onQuick();
        return this.#known.keep(source.key, outcome.result);
      }
      if (outcome.how !== "lost" || attempt === patientAttempts) return this.#fail(source, outcome);
    }
  }

  #fail({ key, source, from }: Source, { how }: Outcome): CompileResult {
    const result: CompileResult = { ok: false, problems: [unreadable(source, how === "crashed", this.#limits)] };
    this.#record.suspect(from);
    return this.#known.keep(key, result, failureMs);
  }
}

const crowded: CompileResult = {
  ok: false,
  problems: [
    problemOnLine(1, "This file takes long to compile, and others like it are waiting. Save again in a moment."),
  ],
};

function sizeProblem(source: string, bytes: number, { sourceBytes, sourceLines }: Limits): Problem | null {
  if (bytes > sourceBytes) {
    return problemOnLine(1, `The file is ${bytes} bytes long; the limit is ${sourceBytes}. Shorten it.`);
  }
  const lines = lineCount(source);
  if (lines <= sourceLines) return null;
  return problemOnLine(sourceLines + 1, `The file has ${lines} lines; the limit is ${sourceLines}. Shorten it.`);
}

/** Every crash seen so far was caused by nesting. */
function unreadable(source: string, crashed: boolean, { compileMs }: Limits): Problem {
  const line = hardestLine(source);
  const message = crashed
    ? `The compiler could not read this file: it is nested too deeply around line ${line}. Split it into smaller parts.`
    : `Compiling took longer than ${compileMs} ms and was stopped: the code around line ${line} is too complex. Simplify it.`;
  return problemOnLine(line, message);
}

/** The results used longest ago are forgotten first. */
const keptBytes = 16 << 20;
const keptResults = 10_000;
/** A machine under load may be the reason why a source was not compiled in time, so that is forgotten after a while. */
const failureMs = 600_000;
/** Memory that one result takes in addition to its text. */
const overheadBytes = 512;

export class KnownResults {
  readonly #known: LRUCache<string, CompileResult>;

  constructor(now: () => number = () => performance.now()) {
    const clock = { ttlResolution: 0, perf: { now } };
    this.#known = new LRUCache({ max: keptResults, maxSize: keptBytes, sizeCalculation: bytesOf, ...clock });
  }

  get bytes(): number {
    return this.#known.calculatedSize;
  }

  static keyOf(source: string, file: string): string {
    return hash("sha256", `${file}\0${source}`, "base64");
  }

  get(key: string): CompileResult | null {
    return this.#known.get(key) ?? null;
  }

  /** The compiler's answer is always the same; for a source that crashed it or took too long, `ttl` is `failureMs`. */
  keep(key: string, result: CompileResult, ttl?: number): CompileResult {
    this.#known.set(key, result, ttl === undefined ? {} : { ttl });
    return result;
  }
}

function bytesOf(result: CompileResult): number {
  const text = result.ok ? result.js.length + result.map.length : 0;
  const problems = result.problems.reduce((sum, { message }) => sum + message.length, 0);
  return 2 * (text + problems) + overheadBytes;
}
