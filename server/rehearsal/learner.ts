// A simulated learner: joins, opens lessons, types, connects clients, runs the checks, raises a hand, reloads, makes mistakes.
import { z } from "zod";
import { runResultSchema } from "../protocol/checks.ts";
import { codeSchema, saveResultSchema } from "../protocol/http.ts";
import type { Style } from "../protocol/lesson.ts";
import { joinedSchema } from "../protocol/workshop.ts";
import { ChatClient } from "./chat-client.ts";
import { type Answer, HttpClient, type RequestOptions } from "./http-client.ts";
import { LiveChannel } from "./live-channel.ts";
import { type HostileKind, hostilePrograms, type LessonMaterial, typing } from "./material.ts";
import { Dice, pause } from "./pause.ts";
import type { Lags, Tally } from "./tally.ts";
import { Attendance } from "./verify.ts";

interface LearnerOptions {
  readonly index: number;
  readonly name: string;
  readonly style: Style;
  readonly habits: ReturnType<typeof habitsOf>;
  readonly origin: string;
  readonly joinCode: string;
  readonly lessons: readonly LessonMaterial[];
  readonly tally: Tally;
  readonly lags: Lags;
  /** Waits are this part of a person's. */
  readonly pace: number;
  /** Aborts at the end: nothing new begins. */
  readonly end: AbortSignal;
}

/** Habits that together make a crowd do in minutes what a room does in an hour. */
export function habitsOf(index: number) {
  const hostile: Readonly<Record<number, HostileKind>> = { 7: "loop", 12: "memory", 17: "crash" };
  return {
    reloads: index % 10 === 3,
    raisesHand: index % 10 === 5,
    /** Loses the browser once, and continues in another one with the personal code. */
    rejoins: index % 30 === 21,
    hostile: hostile[index % 25] ?? null,
  };
}

const runSchema = runResultSchema
  .pick({ status: true, version: true })
  .extend({ tests: z.array(z.object({ id: z.string(), status: z.string() })) });
/** A person's times in ms. */
const times = {
  keystrokes: [1_000, 3_500],
  beforeRun: [2_000, 6_000],
  reading: [10_000, 22_000],
  chat: 4_000,
} as const;
const savesPerAnswer = 6;
/** How long a request is repeated. */
const patienceMs = 30_000;

export class Learner implements Disposable {
  readonly attendance: Attendance;
  readonly #options: LearnerOptions;
  readonly #dice: Dice;
  #http: HttpClient;
  #channel: LiveChannel | null = null;
  #clients: ChatClient[] = [];
  #personalCode: string | null = null;
  #rounds = 0;

  constructor(options: LearnerOptions) {
    this.#options = options;
    this.#dice = new Dice(options.index);
    this.#http = new HttpClient(options.origin);
    this.attendance = new Attendance(options.name);
  }

  /** The browser that has the learner's work. */
  get http(): HttpClient {
    return this.#http;
  }

  /** Until the end, or until all lessons are done. */
  async attend(): Promise<void> {
    const { lessons, end } = this.#options;
    if (!(await this.#join())) return;
    for (const lesson of lessons) {
      if (end.aborted) return;
      await this.#work(lesson);
    }
  }

  [Symbol.dispose](): void {
    this.#leavePage();
    this.#http[Symbol.dispose]();
  }

  async #join(): Promise<boolean> {
    const { joinCode: code, name, tally, lags } = this.#options;
    await this.#load(`/join/${code}`, this.#personalCode === null);
    const personalCode = this.#personalCode ?? undefined;
    const body = { code, name, personalCode };
    const answer = await this.#insist(joinedSchema, "/api/join", { method: "POST", body });
    if (!answer?.ok) return false;
    if (answer.value.result !== "joined") {
      tally.refused(200, `joining: ${answer.value.result}`);
      return false;
    }
    tally.samples.join.push(answer.ms);
    const { view } = answer.value;
    if (this.attendance.member === null) lags.did(`joined ${view.me.id}`);
    this.attendance.member = view.me.id;
    this.#personalCode ??= answer.value.personalCode;
    this.#openPage();
    return true;
  }

  #openPage(): void {
    const onMessage = () => undefined;
    this.#channel = new LiveChannel({ http: this.#http, tally: this.#options.tally, types: [], onMessage });
  }

  #leavePage(): void {
    this.#channel?.[Symbol.dispose]();
    for (const client of this.#clients) client[Symbol.dispose]();
    this.#clients = [];
  }

  async #work(lesson: LessonMaterial): Promise<void> {
    const { style, habits, end } = this.#options;
    await this.#open(lesson);
    const mistakes = lesson.mistakes[style];
    const wrong = [this.#dice.pick(mistakes), this.#dice.pick(mistakes)].flatMap((mistake) => mistake ?? []);
    const answers = [...new Set(wrong), lesson.solution[style]];
    let text = lesson.start[style];
    for (const answer of answers) {
      await this.#type(lesson, text, answer);
      text = answer;
      if (end.aborted) return;
      await this.#check(lesson);
      if (++this.#rounds === 1) await this.#misbehave(lesson);
      await this.#wait(times.reading);
      if (habits.reloads && this.#dice.next() < 0.5) await this.#reload(lesson);
      if (habits.rejoins && this.#rounds === 1) await this.#rejoin(lesson);
    }
  }

  async #open({ slug, commands }: LessonMaterial): Promise<void> {
    const { tally, style, origin, pace } = this.#options;
    await this.#load(`/lessons/${slug}`, false);
    this.#channel?.send({ type: "follow", lesson: slug, frames: true });
    const code = await this.#insist(codeSchema, `/api/lessons/${slug}/code?style=${style}`);
    for (const client of this.#clients) client[Symbol.dispose]();
    if (!code?.ok) return;
    const { url } = code.value;
    const everyMs = times.chat * pace;
    this.#clients = [0, 1].map(() => new ChatClient({ url, origin, tally, commands, everyMs }));
  }

  async #load(path: string, assets: boolean): Promise<void> {
    const { tally } = this.#options;
    const answer = await this.#http.load(path, assets);
    if (answer.ok) tally.samples.page.push(answer.ms);
    else tally.count(answer);
  }

  async #type(lesson: LessonMaterial, from: string, to: string): Promise<void> {
    for (const text of typing(from, to, savesPerAnswer)) {
      await this.#wait(times.keystrokes);
      if (this.#options.end.aborted) return;
      await this.#save(lesson.slug, text);
    }
    await this.#wait(times.beforeRun);
  }

  /** Until it is acknowledged, as the page does. */
  async #save(lesson: string, source: string): Promise<void> {
    const { style, tally } = this.#options;
    const body = { style, source };
    const answer = await this.#insist(saveResultSchema, `/api/lessons/${lesson}/code`, { method: "PUT", body });
    if (!answer?.ok || !answer.value.saved) return;
    tally.samples.save.push(answer.ms);
    this.attendance.acknowledge({ lesson, style, version: answer.value.version, source });
  }

  async #check({ slug: lesson }: LessonMaterial): Promise<void> {
    const { style, tally, lags, habits } = this.#options;
    const body = { style };
    const answer = await this.#insist(runSchema, `/api/lessons/${lesson}/checks`, { method: "POST", body });
    if (answer === null) this.attendance.unanswered++;
    if (!answer?.ok) return;
    const { status, version, tests } = answer.value;
    tally.samples.checks.push(answer.ms);
    const passed = tests.flatMap((test) => (test.status === "pass" ? [test.id] : []));
    this.attendance.answer({ lesson, version, passed });
    lags.did(`ran ${this.attendance.member} ${lesson} ${version}`);
    if (status !== "pass" && habits.raisesHand) await this.#raiseHand(lesson);
  }

  async #raiseHand(lesson: string): Promise<void> {
    const { tally, lags } = this.#options;
    const body = { do: "raise-hand", text: "I do not see what is missing.", lesson };
    const answer = await this.#insist(z.unknown(), "/api/workshop/commands", { method: "POST", body });
    if (!answer?.ok) return;
    tally.handsRaised++;
    lags.did(`hand ${this.attendance.member}`);
  }

  async #misbehave(lesson: LessonMaterial): Promise<void> {
    const { hostile } = this.#options.habits;
    if (hostile === null) return;
    await this.#save(lesson.slug, hostilePrograms[hostile]);
    await this.#wait(times.reading);
  }

  async #reload(lesson: LessonMaterial): Promise<void> {
    this.#leavePage();
    this.#options.tally.reconnects++;
    this.#openPage();
    await this.#open(lesson);
  }

  async #rejoin(lesson: LessonMaterial): Promise<void> {
    this.#leavePage();
    const before = this.#http;
    this.#http = new HttpClient(this.#options.origin);
    this.#options.tally.reconnects++;
    if (await this.#join()) before[Symbol.dispose]();
    else {
      // Back to the browser that has the learner's work.
      this.#http[Symbol.dispose]();
      this.#http = before;
      this.#openPage();
    }
    await this.#open(lesson);
  }

  /** Asks until there is an answer, waiting as long as a refusal says. Null: there was none in time. */
  async #insist<T>(schema: z.ZodType<T>, path: string, options: RequestOptions = {}): Promise<Answer<T> | null> {
    const deadlineMs = performance.now() + patienceMs;
    for (;;) {
      const answer = await this.#http.call(schema, path, options);
      if (answer.ok) return answer;
      this.#options.tally.count(answer);
      // Locked or frozen by the instructor, or not allowed: asking again does not help.
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return answer;
      if (performance.now() > deadlineMs) return null;
      await pause(answer.retryAfterMs * this.#dice.between(1, 1.5));
    }
  }

  async #wait([least, most]: readonly [number, number]): Promise<void> {
    const { pace, end } = this.#options;
    await pause(this.#dice.between(least, most) * pace, end);
  }
}
