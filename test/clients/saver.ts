// A learner who keeps saving while processes are killed, and records what was acknowledged.
import assert from "node:assert/strict";
import { once } from "node:events";
import { WebSocket } from "ws";
import { Learner } from "../bench/learner.ts";

const maxSaves = 20_000;
const answerMs = 10_000;

export class Saver implements Disposable {
  readonly #learner: Learner;
  readonly #lane: number;
  readonly #stopped = Promise.withResolvers<void>();
  /** The number of the newest text that the server acknowledged. */
  #kept = 0;
  #refused = 0;
  #stop = false;

  static async arrive(url: string, lane: number): Promise<Saver> {
    const saver = new Saver(await Learner.arrive(url), lane);
    await saver.#save(1);
    saver.#run().then(saver.#stopped.resolve, saver.#stopped.reject);
    return saver;
  }

  private constructor(learner: Learner, lane: number) {
    this.#learner = learner;
    this.#lane = lane;
  }

  get kept(): number {
    return this.#kept;
  }

  /** Runs until `stop`. A refused save is fine as long as it was not acknowledged. */
  async #run(): Promise<void> {
    for (let n = 2; n < maxSaves && !this.#stop; n += 1) {
      await this.#save(n).catch(() => {
        this.#refused += 1;
      });
    }
  }

  async #save(n: number): Promise<void> {
    await this.#learner.save("echo", program(this.#lane, n));
    this.#kept = n;
  }

  /** Also works when the server is gone. */
  async stop(): Promise<{ readonly kept: number; readonly refused: number }> {
    this.#stop = true;
    await this.#stopped.promise;
    return { kept: this.#kept, refused: this.#refused };
  }

  /** The acknowledged text is there, or a later one, and the room answers with it. */
  async assertNothingLost(url: string): Promise<void> {
    using learner = this.#learner.at(url);
    const code = await learner.code("echo");
    const n = Number(/^\/\/ (\d+)$/m.exec(code.source)?.[1]);
    assert.ok(n >= this.#kept, `text ${this.#kept} was acknowledged, but text ${n} is there`);
    assert.equal(code.source, program(this.#lane, n));
    const answered = Number(await ask(code.url, this.#lane));
    assert.ok(answered >= this.#kept, `text ${this.#kept} was acknowledged, but text ${answered} answers`);
  }

  [Symbol.dispose](): void {
    this.#stop = true;
    this.#learner[Symbol.dispose]();
  }
}

/** A handler that replies `<lane> <n>`. */
function program(lane: number, n: number): string {
  return `// ${n}
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send("${lane} ${n}");
  }
}
`;
}

/** Returns the number of the text that answers in a room. */
async function ask(url: string, lane: number): Promise<string> {
  const socket = new WebSocket(url, { perMessageDeflate: false }).on("error", () => undefined);
  const signal = AbortSignal.timeout(answerMs);
  try {
    await once(socket, "open", { signal });
    const closed = once(socket, "close").then(([code, reason]) => [`closed with ${code} ${reason}`]);
    const answered = once(socket, "message", { signal });
    socket.send("which?");
    const [answer] = await Promise.race([answered, closed]);
    const [asked, n] = String(answer).split(" ");
    assert.equal(asked, String(lane), `lane ${lane} was answered: ${answer}`);
    return n ?? "";
  } catch (error) {
    throw new Error(`no answer from lane ${lane}'s room, its socket in state ${socket.readyState}`, { cause: error });
  } finally {
    socket.terminate();
  }
}
