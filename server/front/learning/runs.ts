// Runs of a lesson's checks: started on the newest code, told as they go, kept when over; a newer one ends an older.
import { randomUUID } from "node:crypto";
import type { Checker, Ran } from "../../checks/checker.ts";
import { withHint } from "../../checks/hint.ts";
import type { Course } from "../../course/load.ts";
import type { RunResult, TestResult } from "../../protocol/checks.ts";
import type { Problem } from "../../protocol/guest.ts";
import type { Lesson, Style } from "../../protocol/lesson.ts";
import type { Store } from "../../store/store.ts";
import type { Metrics } from "../http/metrics.ts";
import type { CheckedRun, CheckRooms } from "../rooms/check-rooms.ts";
import { type Events, type Topic, topicOf } from "../rooms/events.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import { type Programs, programOf } from "./compile-program.ts";

export interface RunsOptions {
  readonly course: Course;
  readonly store: Store;
  readonly registry: RoomRegistry;
  readonly programs: Programs;
  readonly events: Events;
  readonly metrics: Metrics;
  readonly rooms: CheckRooms;
  readonly checker: Checker;
}

interface Run {
  readonly id: string;
  readonly learner: string;
  readonly lesson: Lesson;
  readonly style: Style;
  readonly topic: Topic;
  readonly beganMs: number;
  cancelled: boolean;
}

/** The same randomness in every run: the same code gets the same verdict. */
const seed = 1;

export class Runs {
  readonly #options: RunsOptions;
  readonly #current = new Map<Topic, Run>();

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  /** Settles when the run is over, with whatever came of it; cancelled when a newer one began. */
  async run(learner: string, lesson: Lesson, style: Style): Promise<RunResult> {
    const run = this.#begin(learner, lesson, style);
    const result = await this.#judge(run).finally(() => {
      if (this.#current.get(run.topic) === run) this.#current.delete(run.topic);
    });
    this.#options.metrics.count("ws101_runs_total", `status="${result.status}"`);
    if (result.status !== "cancelled") await this.#keep(learner, result);
    this.#options.events.publish(run.topic, { type: "ran", result });
    return result;
  }

  cancel(learner: string, id: string): void {
    for (const run of this.#current.values()) if (run.learner === learner && run.id === id) this.#cancel(run);
  }

  cancelAll(): void {
    for (const run of this.#current.values()) this.#cancel(run);
  }

  #begin(learner: string, lesson: Lesson, style: Style): Run {
    const topic = topicOf(learner, lesson.slug);
    const older = this.#current.get(topic);
    if (older !== undefined) this.#cancel(older);
    const beganMs = performance.now();
    const run = { id: randomUUID(), learner, lesson, style, topic, beganMs, cancelled: false };
    this.#current.set(topic, run);
    return run;
  }

  #cancel(run: Run): void {
    run.cancelled = true;
    this.#options.checker.cancel(run.id);
  }

  async #judge(run: Run): Promise<RunResult> {
    const { programs, events } = this.#options;
    const { id, learner, lesson, style } = run;
    const { version, source } = await programs.newest(learner, lesson.slug, style);
    const compiled = await programs.compile(source);
    const result = resultOf(run, version);
    if (run.cancelled) return result("cancelled", []);
    events.publish(run.topic, { type: "run", run: id, lesson: lesson.slug, style, version, checks: lesson.checks });
    if (!compiled.ok) return result("error", unread(lesson, notCompiled(compiled.problems)));
    const checked = { learner, lesson: lesson.slug, program: programOf(version, compiled) };
    const first = await this.#check(run, checked);
    // A host that was lost under a check says nothing about this code: once more.
    const ran = first.disturbed && !run.cancelled ? await this.#check(run, checked) : first;
    const tests = ran.tests.length > 0 || ran.message === "" ? ran.tests : unread(lesson, ran.message);
    return result(run.cancelled ? "cancelled" : ran.status, tests);
  }

  /** A learner who runs the checks on a lesson's start has saved nothing before this. */
  async #keep(learner: string, result: RunResult): Promise<void> {
    const { registry, store } = this.#options;
    void registry.keep(await registry.of(learner, result.lesson));
    await store.saveResult(learner, result, Date.now());
  }

  async #check(run: Run, checked: CheckedRun): Promise<Ran & { readonly disturbed: boolean }> {
    const { checker, rooms, course, events } = this.#options;
    const { slug, hints } = run.lesson;
    rooms.begin(run.id, checked);
    const request = {
      run: run.id,
      checksFile: course.files(slug)?.checks ?? "",
      clock: course.clock(slug) ?? "stepped",
      seed,
    };
    const ran = await checker.run(request, (index, of, test) => {
      events.publish(run.topic, { type: "test", run: run.id, index, of, result: withHint(hints, test) });
    });
    const { disturbed } = await rooms.end(run.id);
    return { ...ran, tests: ran.tests.map((test) => withHint(hints, test)), disturbed };
  }
}

function resultOf({ id, lesson, style, beganMs }: Run, version: number) {
  return (status: RunResult["status"], tests: TestResult[]): RunResult => {
    const ms = performance.now() - beganMs;
    return { run: id, lesson: lesson.slug, style, version, status, tests, ms };
  };
}

function notCompiled([problem]: readonly Problem[]): string {
  return `The code does not compile. Line ${problem?.line}, column ${problem?.column}: ${problem?.message}`;
}

/** Nothing could be tried: the first check says why, the others were skipped. */
function unread(lesson: Lesson, why: string): TestResult[] {
  const nothing = { transcript: [], hint: null, fault: null, ms: 0 };
  return lesson.checks.map(({ id, title }, index) =>
    index === 0
      ? { id, title, status: "error", message: why, ...nothing }
      : { id, title, status: "skipped", message: "", ...nothing },
  );
}
