// "ws101/checks" outside ws101: what checks.ts imports, and the function that turns its checks into Node's tests.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { collectChecks } from "../../checks/check.ts";
import type { CallFront } from "../../checks/check-room.ts";
import { runChecks } from "../../checks/run-checks.ts";
import { PendingCalls } from "../../processes/pending-calls.ts";
import type { CheckerRequest, TestResult } from "../../protocol/checks.ts";
import { limitTable } from "../../protocol/limits.ts";
import type { Answer, FromRoom, Left, Question, RoomStart, Started, ToRoom } from "./room.ts";

export * from "../../checks/check.ts";

interface TestOptions {
  /** URLs of the files. */
  readonly handler: string;
  readonly checks: string;
  readonly clock: "real" | "stepped";
}

/** One test for each check, in order. */
export async function testHandler({ handler, checks: file, clock }: TestOptions): Promise<void> {
  const checks = await collectChecks(() => import(file));
  for (const [index, check] of checks.entries()) {
    test(check.title, async () => {
      using rooms = new RoomProcesses({ handler, clock });
      const results: TestResult[] = [];
      const limits = { checkMs: limitTable.checkMs.value, runMs: limitTable.runMs.value };
      const call: CallFront = (asked) => rooms.handle(asked);
      const { signal } = new AbortController();
      const request = { run: "test", clock, seed: index, ...limits };
      await runChecks([check], request, call, signal, (_index, result) => results.push(result));
      const [result] = results;
      if (result?.status !== "pass") throw new Error(result?.message ?? "The check did not run.");
    });
  }
}

/** Runs the handler in a process of its own for each check, and answers what a check asks of its room. */
class RoomProcesses implements Disposable {
  readonly #start: RoomStart;
  readonly #rooms = new Map<string, RoomProcess>();

  constructor(start: RoomStart) {
    this.#start = start;
  }

  async handle(request: CheckerRequest): Promise<unknown> {
    switch (request.what) {
      case "open-room":
        return await this.#open();
      case "close-room":
        return this.#close(request.room);
      case "settle":
        return await this.#room(request.room).ask(request);
      case "shutdown":
        return await this.#room(request.room).ask({ what: "shutdown", end: request.end });
      case "dial":
        return await this.#room(request.room).ask({ what: "dial", answer: request.answer });
      case "restart":
        return await this.#restart(request.room);
      default:
        return request satisfies never;
    }
  }

  [Symbol.dispose](): void {
    for (const id of this.#rooms.keys()) this.#close(id);
  }

  async #open() {
    const room = new RoomProcess();
    const id = `room ${room.pid}`;
    this.#rooms.set(id, room);
    const { port, nowMs } = await room.start(this.#start);
    return { room: id, url: `ws://127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}`, nowMs };
  }

  /** In a new process, at the same port. */
  async #restart(id: string): Promise<null> {
    const old = this.#room(id);
    const left = await old.leave();
    await old.end();
    const room = new RoomProcess();
    this.#rooms.set(id, room);
    await room.start({ ...this.#start, left });
    return null;
  }

  #close(id: string): null {
    void this.#rooms.get(id)?.end();
    this.#rooms.delete(id);
    return null;
  }

  #room(id: string): RoomProcess {
    const room = this.#rooms.get(id);
    if (room === undefined) throw new Error("This check's room is closed.");
    return room;
  }
}

const hasEnded = "The handler's process has ended.";

class RoomProcess {
  readonly #child: ChildProcess = fork(new URL("./room.js", import.meta.url), {
    execArgv: ["--import", new URL("./real-time.js", import.meta.url).href],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  readonly #calls = new PendingCalls<Answer>();

  constructor() {
    this.#child.on("message", (message: FromRoom) => {
      if ("problem" in message) this.#calls.reject(message.id, new Error(message.problem));
      else this.#calls.resolve(message.id, message.value);
    });
    this.#child.on("exit", () => this.#calls.rejectAll(new Error(hasEnded)));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async start(start: RoomStart): Promise<Started> {
    const started = await this.ask({ what: "start", start });
    if ("port" in started) return started;
    throw new Error("The handler's process did not start.");
  }

  async leave(): Promise<Left> {
    const left = await this.ask({ what: "leave" });
    if ("stored" in left) return left;
    throw new Error("The handler's process did not say what it has stored.");
  }

  async ask(question: Question): Promise<Answer> {
    if (!this.#child.connected) throw new Error(hasEnded);
    // If sending fails, the process is about to be reported as ended.
    return await this.#calls.call((id) => this.#child.send({ ...question, id } satisfies ToRoom, () => undefined));
  }

  async end(): Promise<void> {
    this.#child.kill("SIGKILL");
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
  }
}
