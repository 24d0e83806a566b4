// An honest learner: a page, clients that echo, saves, and runs of the checks, each at its own pace.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Learner } from "../learner.ts";
import { lessonsDir } from "../lessons.ts";
import { type ClientRecord, HonestClient } from "./honest-client.ts";
import { Reconnecting } from "./reconnecting.ts";
import type { CrowdInput } from "./reports.ts";

export interface Recording extends ClientRecord {
  readonly joinMs: number[];
  readonly saveMs: number[];
  readonly checkMs: number[];
}

/** Longer than any honest learner waits; a first answer that late counts as none. */
const firstAnswerMs = 30_000;
const solution = readFileSync(join(lessonsDir, "02-echo/loop/solution.ts"), "utf8");

export class HonestLearner implements Disposable {
  readonly #learner: Learner;
  readonly #input: CrowdInput;
  readonly #record: Recording;
  readonly #from: string;
  readonly #clients: HonestClient[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #page: Reconnecting | null = null;
  #saves = 0;
  #acknowledged = "";
  #followsSinceMs = 0;

  /** Rejects when the server refuses. */
  static async join(input: CrowdInput, from: string, record: Recording): Promise<HonestLearner> {
    const began = performance.now();
    const learner = new HonestLearner(await Learner.arrive(input.url, from), input, record, from);
    try {
      await learner.#open();
    } catch (error) {
      learner[Symbol.dispose]();
      throw error;
    }
    record.joinMs.push(performance.now() - began);
    learner.#work();
    return learner;
  }

  private constructor(learner: Learner, input: CrowdInput, record: Recording, from: string) {
    this.#learner = learner;
    this.#input = input;
    this.#record = record;
    this.#from = from;
  }

  async #open(): Promise<void> {
    const { live, clients, echoEveryMs } = this.#input;
    const from = this.#from;
    const record = this.#record;
    const url = await this.#save();
    if (live) this.#page = this.#openPage();
    for (let n = 0; n < clients; n += 1) this.#clients.push(new HonestClient({ url, from, echoEveryMs, record }));
    const late = setTimeout(() => this[Symbol.dispose](), firstAnswerMs);
    await Promise.all(this.#clients.map(({ firstAnswer }) => firstAnswer)).finally(() => clearTimeout(late));
  }

  #openPage(): Reconnecting {
    const page: Reconnecting = new Reconnecting({
      name: "page",
      url: `${this.#input.url.replace(/^http/, "ws")}/live`,
      from: this.#from,
      cookie: this.#learner.cookie,
      record: this.#record,
      onOpen: () => page.send(JSON.stringify({ type: "follow", lesson: "echo" })),
      onMessage: (text) => {
        if (text.startsWith('{"type":"following"')) this.#followsSinceMs = Date.now();
      },
    });
    return page;
  }

  #work(): void {
    const { saveEveryMs, checkEveryMs } = this.#input;
    if (saveEveryMs > 0) this.#every(saveEveryMs, () => this.#save());
    if (checkEveryMs > 0) this.#every(checkEveryMs, () => this.#check());
  }

  /** From a random moment of the first interval on, one at a time: a late one skips those due meanwhile. */
  #every(everyMs: number, work: () => Promise<unknown>): void {
    let isBusy = false;
    const turn = () => {
      if (isBusy) return;
      isBusy = true;
      work()
        .catch((error: Error) => this.#record.refusals.add(error.message))
        .finally(() => {
          isBusy = false;
        });
    };
    const begin = () => {
      turn();
      this.#timers.push(setInterval(turn, everyMs));
    };
    this.#timers.push(setTimeout(begin, Math.random() * everyMs));
  }

  async #save(): Promise<string> {
    const began = performance.now();
    const source = `${solution}\n// version ${++this.#saves}\n`;
    const { url } = await this.#learner.save("echo", source);
    this.#record.saveMs.push(performance.now() - began);
    this.#acknowledged = source;
    return url;
  }

  async #check(): Promise<void> {
    const began = performance.now();
    const { status, tests } = await this.#learner.check("echo", "loop");
    const failed = tests.find((test) => test.status !== "pass");
    if (status !== "pass") throw new Error(`the checks returned ${status}: ${failed?.message}`);
    this.#record.checkMs.push(performance.now() - began);
  }

  /** When every client had an answer to a message sent since `sinceMs` (and the page followed anew); null before. */
  backAtMs(sinceMs: number, withPage: boolean): number | null {
    const clients = this.#clients.map(({ answered }) => (answered.sentAtMs >= sinceMs ? answered.atMs : null));
    const page = !withPage || this.#page === null ? 0 : this.#followsSinceMs >= sinceMs ? this.#followsSinceMs : null;
    const moments = [...clients, page];
    return moments.includes(null) ? null : Math.max(...moments.map(Number));
  }

  waitingMs(): number[] {
    return this.#clients.flatMap((client) => client.waitingMs());
  }

  /** Ends the work and compares what the server has with the last save that it acknowledged. */
  async losesSave(): Promise<boolean> {
    this.#stopWork();
    const acknowledged = this.#acknowledged;
    const { source } = await this.#learner.code("echo");
    const versionOf = (text: string) => Number(/\/\/ version (\d+)/.exec(text)?.[1] ?? 0);
    // A save whose answer did not arrive may have been kept.
    return versionOf(source) < versionOf(acknowledged);
  }

  #stopWork(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  [Symbol.dispose](): void {
    this.#stopWork();
    for (const client of this.#clients) client[Symbol.dispose]();
    this.#page?.[Symbol.dispose]();
    this.#learner[Symbol.dispose]();
  }
}
