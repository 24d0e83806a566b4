// Runs of a lesson's checks on the newest code: reported as they go, stored when complete. A newer run cancels an older one. And
// runs on programs that no learner has saved.
import { createHmac, randomUUID } from "node:crypto";
import type { Checker, CheckerRun, OnTest, Ran, RunRequester, RunTimes } from "../../checks/checker.ts";
import { withHints } from "../../checks/hints.ts";
import type { Judged, JudgeRequest } from "../../course/lint/verdict-rules.ts";
import type { RunResult, TestResult } from "../../protocol/checks.ts";
import type { Problem, Program } from "../../protocol/guest.ts";
import type { Hint, Lesson, Style } from "../../protocol/lesson.ts";
import type { Limits } from "../../protocol/limits.ts";
import { stepNotOpenText } from "../../protocol/workshop.ts";
import type { FrontParts } from "../front-parts.ts";
import type { PageHandshakes } from "../gate/learner-networks.ts";
import { HttpProblem } from "../http/problem.ts";
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
type Verdict = Pick<RunResult, "status" | "tests">;

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

  /**
   * Like `run`, but on behalf of someone else, and waits for its turn; null if the learner is running the checks now, which then
   * counts.
   */
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
  async #judge(run: Run, checked: CheckedCode): Promise<Verdict | HttpProblem> {
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
    const { topics, budgets, secret } = this.#options;
    const { id, style, closed } = run;
    const { hints, checks } = run.lesson;
    const done: TestResult[] = [];
    const { learner, network, isKnown } = budgets.ownerOf(run.learner);
    const order = [...checks.keys()].filter((at) => !closed.has(checks[at]?.id ?? ""));
    const given = {
      seed: seedOf(secret, checked.program),
      ...(closed.size > 0 && { order }),
      ...(within && { within }),
    };
    const requester = { learner, network, isKnown };
    return runChecks(this.#options, { id, checked, requester, style, hints, ...given }, (index, of, test) => {
      done[index] = test;
      const result = withHints(hints, style, present(done)).find(({ id }) => id === test.id) ?? test;
      topics.publish(run.topic, { type: "test", run: id, index, of, result });
    });
  }

  /** A learner who runs the checks on a lesson's start has not saved anything before. */
  async #store(learner: string, result: RunResult): Promise<void> {
    const { registry, store } = this.#options;
    void registry.keep(await registry.of(learner, result.lesson));
    await store.saveResult(learner, result, Date.now());
  }
}

const noChecks: ReadonlySet<string> = new Set();

/** The run's rooms were lost twice: that says nothing about the code. */
function checksLost(): HttpProblem {
  const detail = "The server lost the process that ran your code. Run the checks again.";
  return new HttpProblem(503, detail, { name: "recovering", retryAfterS: 1 });
}

function judgedBy(run: Run, { status, tests, message }: RanInRooms): Verdict | HttpProblem {
  if (status === "crowded") {
    const detail = "Many others are running their checks (limit runAnswerMs). Run yours again in a moment.";
    return new HttpProblem(503, detail, { name: "crowded", retryAfterS: 5 });
  }
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

interface ChecksRun extends Pick<CheckerRun, "seed" | "bail" | "within"> {
  readonly id: string;
  readonly checked: CheckedCode;
  readonly requester: RunRequester;
  readonly style: Style;
  readonly hints: readonly Hint[];
  readonly order?: readonly number[];
  /** Other checks than the lesson's. */
  readonly checksFile?: string;
}

/** Runs checks on code, in rooms of their own. */
async function runChecks(
  { course, checker, checkRooms }: Pick<RunsOptions, "course" | "checker" | "checkRooms">,
  { id: run, checked, requester, style, hints, seed, bail = false, within, order, checksFile }: ChecksRun,
  onTest?: OnTest,
): Promise<RanInRooms> {
  const { lesson: slug } = checked;
  const file = checksFile ?? course.files(slug)?.checks ?? "";
  const clock = course.clock(slug) ?? "stepped";
  const times = { ...(order && { order: [...order] }), ...(within && { within }) };
  checkRooms.begin(run, checked);
  const ran = await checker.run(requester, { run, checksFile: file, clock, seed, bail, ...times }, onTest);
  const { disturbed } = await checkRooms.end(run);
  return { ...ran, tests: withHints(hints, style, present(ran.tests)), disturbed };
}

interface JudgeOptions extends Pick<RunsOptions, "course" | "code" | "checker" | "checkRooms"> {
  readonly gate: { readonly pageHandshakes: Pick<PageHandshakes, "assume"> };
  /** Where a page would come from. */
  readonly origin: string;
}

/** A host that was lost says nothing about the program, so it is judged again this often. */
const attempts = 3;

/** Judges programs that no learner has saved: the answers, mistakes and mutants of a lesson. Nothing is stored or reported. */
export async function judge(options: JudgeOptions, request: JudgeRequest): Promise<Judged> {
  const { code, course, gate, origin } = options;
  // Programs are strangers to each other: one that is stopped must not affect the next.
  const author = randomUUID();
  gate.pageHandshakes.assume(author, origin, "127.0.0.1");
  const compiled = await code.compile(author, request.source);
  if (!compiled.ok) {
    const [first] = compiled.problems;
    const problem = `Line ${first?.line}, column ${first?.column}: ${first?.message}`;
    return { status: "error", tests: [], problem };
  }
  const checked = { learner: author, lesson: request.slug, program: code.program(0, compiled) };
  const hints = course.lesson(request.slug)?.hints ?? [];
  const requester = { learner: author, network: "", isKnown: true };
  for (let attempt = 1; ; attempt++) {
    const given = { ...request, id: randomUUID(), checked, requester, hints };
    const { status, tests, message, disturbed } = await runChecks(options, given);
    if (!disturbed || attempt === attempts) return { status, tests, problem: message };
  }
}
