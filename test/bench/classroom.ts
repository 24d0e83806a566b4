// A full classroom: 300 learners who save, chat and run checks at the same time.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { WebSocket } from "ws";
import { proportionalBytes } from "../../server/rehearsal/processes.ts";
import { type Row, spreadRows } from "./figures.ts";
import { Learner } from "./learner.ts";
import { lessonsDir } from "./lessons.ts";
import type { Server } from "./server.ts";

const learners = 300;
const joinTogether = 20;
const lastsMs = 20_000;
/** Intervals per learner; phases are spread evenly so that learners do not act in step. */
const chatEveryMs = 300;
const saveEveryMs = 15_000;
const checkEveryMs = 60_000;

interface Samples {
  readonly arrive: number[];
  readonly echo: number[];
  readonly save: number[];
  readonly check: number[];
}

export async function* benchClassroom(server: Server): AsyncGenerator<Row> {
  const samples: Samples = { arrive: [], echo: [], save: [], check: [] };
  const pupils: Pupil[] = [];
  try {
    for (let n = 0; n < learners; n += joinTogether) {
      const joining = Array.from({ length: joinTogether }, (_, i) => Pupil.join(server, n + i, samples));
      pupils.push(...(await Promise.all(joining)));
    }
    const until = performance.now() + lastsMs;
    await Promise.all(pupils.map((pupil) => pupil.work(until)));
    const memory = server.allPids().reduce((sum, pid) => sum + proportionalBytes(pid), 0) / (1 << 20);
    yield* rows(samples);
    yield { part: "classroom", what: "all processes", value: memory, unit: "MiB" };
  } finally {
    for (const pupil of pupils) pupil[Symbol.dispose]();
  }
}

function* rows({ arrive, echo, save, check }: Samples): Generator<Row> {
  const part = "classroom";
  yield* spreadRows(part, `${learners} arrive, ${joinTogether} at a time: first visit to first echo`, arrive);
  yield* spreadRows(part, "round trip of a message", echo);
  yield* spreadRows(part, "a save, loaded", save);
  yield* spreadRows(part, "a run of the checks", check);
}

class Pupil implements Disposable {
  readonly #learner: Learner;
  readonly #socket: WebSocket;
  readonly #samples: Samples;
  readonly #n: number;

  static async join(server: Server, n: number, samples: Samples): Promise<Pupil> {
    const began = performance.now();
    const learner = await Learner.arrive(server.url);
    const { url } = await learner.save("echo", source(0));
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await once(socket, "open");
    const pupil = new Pupil(learner, socket, samples, n);
    await pupil.#chat();
    samples.echo.pop();
    samples.arrive.push(performance.now() - began);
    return pupil;
  }

  private constructor(learner: Learner, socket: WebSocket, samples: Samples, n: number) {
    this.#learner = learner;
    this.#socket = socket;
    this.#samples = samples;
    this.#n = n;
  }

  /** Chats, saves and runs checks independently, as a person with an open page does. */
  async work(until: number): Promise<void> {
    const phase = this.#n / learners;
    await Promise.all([
      every(chatEveryMs, phase, until, () => this.#chat()),
      every(saveEveryMs, phase, until, (turn) => this.#save(turn)),
      every(checkEveryMs, phase, until, () => this.#check()),
    ]);
  }

  async #chat(): Promise<void> {
    const began = performance.now();
    this.#socket.send(`hello from ${this.#n}`);
    const [data] = await once(this.#socket, "message");
    if (String(data) !== `hello from ${this.#n}`) throw new Error(`learner ${this.#n} received: ${data}`);
    this.#samples.echo.push(performance.now() - began);
  }

  async #save(turn: number): Promise<void> {
    const began = performance.now();
    await this.#learner.save("echo", source(turn + 1));
    this.#samples.save.push(performance.now() - began);
  }

  async #check(): Promise<void> {
    const began = performance.now();
    const { status, tests } = await this.#learner.check("echo", "loop");
    if (status !== "pass") throw new Error(`the checks returned ${status}: ${JSON.stringify(tests)}`);
    this.#samples.check.push(performance.now() - began);
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
    this.#learner[Symbol.dispose]();
  }
}

/** Repeats `work` at a fixed interval until the deadline; a late run delays the next one as little as possible. */
async function every(
  everyMs: number,
  phase: number,
  until: number,
  work: (turn: number) => Promise<void>,
): Promise<void> {
  let next = performance.now() + phase * everyMs;
  for (let turn = 0; next < until; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
    await work(turn);
    next = Math.max(next + everyMs, performance.now());
  }
}

const solution = readFileSync(join(lessonsDir, "02-echo/loop/solution.ts"), "utf8");

function source(version: number): string {
  return `${solution}\n// version ${version}\n`;
}
