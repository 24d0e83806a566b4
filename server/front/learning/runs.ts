// Runs of a lesson's checks on the newest code: reported as they go, stored when complete. A newer run cancels an older one.
import { createHmac, randomUUID } from "node:crypto";
import type { Checker, Ran, RunTimes } from "../../checks/checker.ts";
import { withHints } from "../../checks/hints.ts";
import type { RunResult, TestResult } from "../../protocol/checks.ts";
import type { Problem, Program } from "../../protocol/guest.ts";
import type { Lesson, Style } from "../../protocol/lesson.ts";
import type { Limits } from "../../protocol/limits.ts";
import { stepNotOpenText } from "../../protocol/workshop.ts";
import type { FrontParts } from "../front-parts.ts";
import { checksLost, HttpProblem, tooManyRuns } from "../http/problem.ts";
import type { CheckedCode, CheckRooms } from "../rooms/check-rooms.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import { type LessonTopic, lessonTopic } from "../topics.ts";
import type { LearnerCode } from "./learner-code.ts";

export interface RunsOptions
  extends Pick<FrontParts, "course" | "store" | "topics" | "metrics" | "budgets" | "secret"> {
  readonly limits: Pick<Limits, "runAnswerMs" | "runMs" | "checkMs">;
  readonly registry: RoomRegistry;
  readonly code: LearnerCode;
  readonly checkRooms: CheckRooms;
  readonly checker: Checker;
}

interface RunRequest {
  readonly learner: string;
  readonly lesson: Lesson;
  readonly style: Style;
  /** Checks that do not run: of steps that the learner's group has not reached. */
  readonly closed: ReadonlySet<string>;
  /** For a run that someone waits for. */
  readonly within?: RunTimes;
}

interface Run extends RunRequest {
  readonly id: string;
  readonly topic: LessonTopic;
  readonly startedMs: number;
  cancelled: boolean;
}

type RanInRooms = Ran & { readonly disturbed: boolean };
type Judged = Pick<RunResult, "status" | "tests">;

/** Seeds the randomness of a run: the same code gets the same verdict, and no code can predict its numbers. */
function seedOf(secret: string, { js }: Program): number {
  return createHmac("sha256", secret).update("checks:").update(js).digest().readUInt32LE();
}

export class Runs {
  readonly #options: RunsOptions;
  readonly #current = new Map<LessonTopic, Run>();

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  /**
   * Resolves with the result of the run, which is `cancelled` if a newer one has started. `closed` checks do not run, and
   * while there are any, the lesson is not passed. Rejects with a 503 if it does not get its turn soon, or if the server loses
   * its rooms twice.
   */
  async run(learner: string, lesson: Lesson, style: Style, closed = noChecks): Promise<RunResult> {
    const { runAnswerMs, runMs } = this.#options.limits;
    const endByMs = performance.now() + runAnswerMs;
    const within = { startByMs: endByMs - runMs / 2, endByMs };
    const result = await this.#run({ learner, lesson, style, closed, within });
    const tests = result.tests.filter(({ id }) => !closed.has(id));
    if (result.status === "cancelled") return result;
    this.#options.topics.publish("learner.event", { learner, what: "ran", result: { ...result, tests } });
    return result;
  }

  /** Like `run`, but on behalf of someone else, and waits for its turn; null if the learner is running the checks now, which then counts. */
  async regrade(learner: string, lesson: Lesson, style: Style): Promise<RunResult | null> {
    if (this.#current.has(lessonTopic(learner, lesson.slug))) return null;
    return this.#run({ learner, lesson, style, closed: noChecks });
  }

  async #run(request: RunRequest): Promise<RunResult> {
    const run = this.#start(request);
    const result = await this.#execute(run).finally(() => {
      if (this.#current.get(run.topic) === run) this.#current.delete(run.topic);
    });
    this.#options.metrics.count("ws101_runs_total", `status="${result.status}"`);
    if (result.status !== "cancelled") await this.#store(run.learner, result);
    this.#options.topics.publish(run.topic, { type: "ran", result });
    return result;
  }

  /** Does nothing if the run is over or belongs to another learner. */
  cancel(learner: string, id: string): void {
    for (const run of this.#current.values()) if (run.learner === learner && run.id === id) this.#cancel(run);
  }

  cancelAll(): void {
    for (const run of this.#current.values()) this.#cancel(run);
  }

  #start(request: RunRequest): Run {
    const topic = lessonTopic(request.learner, request.lesson.slug);
    const older = this.#current.get(topic);
    if (older !== undefined) this.#cancel(older);
    const run = { ...request, id: randomUUID(), topic, startedMs: performance.now(), cancelled: false };
    this.#current.set(topic, run);
    return run;
  }

  #cancel(run: Run): void {
    run.cancelled = true;
    this.#options.checker.cancel(run.id);
  }

  async #execute(run: Run): Promise<RunResult> {
    const { code, topics } = this.#options;
    const { id, learner, lesson, style } = run;
    const { version, source } = await code.newest(learner, lesson, style);
    const compiled = await code.compile(learner, source);
    if (run.cancelled) return resultOf(run, version, "cancelled", []);
    topics.publish(run.topic, { type: "run", run: id, lesson: lesson.slug, style, version, checks: lesson.checks });
    if (!compiled.ok) return resultOf(run, version, "error", notRun(run, compileError(compiled.problems)));
    const checked = { learner, lesson: lesson.slug, program: code.program(version, compiled) };
    const judged = await this.#judge(run, checked);
    if (run.cancelled) return resultOf(run, version, "cancelled", judged instanceof HttpProblem ? [] : judged.tests);
    if (!(judged instanceof HttpProblem)) return resultOf(run, version, judged.status, judged.tests);
    this.#options.metrics.count("ws101_runs_total", 'status="refused"');
    // Pages that follow the run have seen it begin.
    topics.publish(run.topic, { type: "ran", result: resultOf(run, version, "error", notRun(run, judged.message)) });
    throw judged;
  }

  /** Returns a problem if the code could not be judged. */
  async #judge(run: Run, checked: CheckedCode): Promise<Judged | HttpProblem> {
    const first = await this.#check(run, checked, run.within);
    if (!first.disturbed || run.cancelled) return judgedBy(run, first);
    // A host that was lost during a check says nothing about this code: run the checks again, in the time that is left.
    const endByMs = run.within?.endByMs ?? Number.POSITIVE_INFINITY;
    const again = { startByMs: endByMs - this.#options.limits.checkMs, endByMs };
    if (again.startByMs <= performance.now()) return checksLost();
    const second = await this.#check(run, checked, run.within && again);
    return second.disturbed || second.status === "crowded" ? checksLost() : judgedBy(run, second);
  }

  async #check(run: Run, checked: CheckedCode, within?: RunTimes): Promise<RanInRooms> {
    const { checker, checkRooms, course, topics, budgets, secret } = this.#options;
    const { slug, hints, checks } = run.lesson;
    const { closed } = run;
    const done: TestResult[] = [];
    const checksFile = course.files(slug)?.checks ?? "";
    const clock = course.clock(slug) ?? "stepped";
    const seed = seedOf(secret, checked.program);
    checkRooms.begin(run.id, checked);
    const { learner, address: network, isKnown } = budgets.ownerOf(run.learner);
    const order =
      closed.size === 0 ? {} : { order: [...checks.keys()].filter((at) => !closed.has(checks[at]?.id ?? "")) };
    const request = { run: run.id, checksFile, clock, seed, ...order, ...(within && { within }) };
    const ran = await checker.run({ learner, network, isKnown }, request, (index, of, test) => {
      done[index] = test;
      const result = withHints(hints, run.style, present(done)).find(({ id }) => id === test.id) ?? test;
      topics.publish(run.topic, { type: "test", run: run.id, index, of, result });
    });
    const { disturbed } = await checkRooms.end(run.id);
    return { ...ran, tests: withHints(hints, run.style, present(ran.tests)), disturbed };
  }

  /** A learner who runs the checks on a lesson's start has not saved anything before. */
  async #store(learner: string, result: RunResult): Promise<void> {
    const { registry, store } = this.#options;
    void registry.keep(await registry.of(learner, result.lesson));
    await store.saveResult(learner, result, Date.now());
  }
}

const noChecks: ReadonlySet<string> = new Set();

function judgedBy(run: Run, { status, tests, message }: RanInRooms): Judged | HttpProblem {
  if (status === "crowded") return tooManyRuns();
  return { status, tests: tests.length > 0 || message === "" ? tests : notRun(run, message) };
}

/** Without the holes of checks that did not run. */
function present(tests: readonly TestResult[]): TestResult[] {
  return tests.filter(() => true);
}

function resultOf(run: Run, version: number, status: RunResult["status"], tests: readonly TestResult[]): RunResult {
  const { id, lesson, style, closed, startedMs } = run;
  const ms = performance.now() - startedMs;
  const partly = status === "pass" && closed.size > 0 ? "fail" : status;
  return { run: id, lesson: lesson.slug, style, version, status: partly, tests: withClosed(run, tests), ms };
}

/** In the lesson's order, with the checks that were not to run. */
function withClosed({ lesson, closed }: Run, tests: readonly TestResult[]): TestResult[] {
  if (closed.size === 0) return [...tests];
  return lesson.checks.flatMap(({ id, title }) =>
    closed.has(id) ? skipped({ id, title }, stepNotOpenText) : tests.filter((test) => test.id === id),
  );
}

function skipped({ id, title }: Pick<TestResult, "id" | "title">, message: string): TestResult {
  return { id, title, status: "skipped", message, transcript: [], hint: null, fault: null, ms: 0 };
}

function compileError([problem]: readonly Problem[]): string {
  return `The code does not compile. Line ${problem?.line}, column ${problem?.column}: ${problem?.message}`;
}

/** The first check reports why none could run; the others are skipped. */
function notRun({ lesson, closed }: Run, reason: string): TestResult[] {
  const [first, ...others] = lesson.checks.filter(({ id }) => !closed.has(id));
  if (first === undefined) return [];
  return [{ ...skipped(first, reason), status: "error" }, ...others.map((check) => skipped(check, ""))];
}
