// An honest client of a room that echoes: sends at a steady rate and measures how long each answer takes.
import { Reconnecting } from "./reconnecting.ts";
import type { Tally } from "./tally.ts";

export interface ClientRecord {
  readonly echoMs: number[];
  readonly disconnects: Tally;
  readonly refusals: Tally;
}

export interface ClientOptions {
  readonly url: string;
  readonly from: string;
  readonly echoEveryMs: number;
  readonly record: ClientRecord;
}

export class HonestClient implements Disposable {
  readonly #record: ClientRecord;
  readonly #connection: Reconnecting;
  readonly #first = Promise.withResolvers<void>();
  #unanswered: { readonly n: number; readonly sentAtMs: number; readonly wallMs: number }[] = [];
  #lastN = 0;
  #timer: NodeJS.Timeout;
  /** When the newest answered message was sent, and when its answer came (`Date.now()`). */
  answered = { sentAtMs: 0, atMs: 0 };

  constructor({ echoEveryMs, ...options }: ClientOptions) {
    this.#record = options.record;
    this.#first.promise.catch(() => undefined);
    this.#connection = new Reconnecting({
      ...options,
      name: "client",
      onOpen: () => this.#send(),
      onMessage: (text) => this.#receive(Number(text)),
    });
    const begin = () => {
      this.#timer = setInterval(() => this.#send(), echoEveryMs);
    };
    this.#timer = setTimeout(begin, Math.random() * echoEveryMs);
  }

  /** Resolves with the first answer. */
  get firstAnswer(): Promise<void> {
    return this.#first.promise;
  }

  /** For each message without an answer, how long it has waited. */
  waitingMs(): number[] {
    const now = performance.now();
    return this.#unanswered.map(({ sentAtMs }) => now - sentAtMs);
  }

  /** A message that cannot be sent waits all the same: the person who wrote it does. */
  #send(): void {
    const n = ++this.#lastN;
    this.#unanswered.push({ n, sentAtMs: performance.now(), wallMs: Date.now() });
    this.#connection.send(String(n));
  }

  /** Messages that were lost with a connection count as answered by the first answer after it. */
  #receive(n: number): void {
    const now = performance.now();
    const done = this.#unanswered.filter((one) => one.n <= n);
    this.#unanswered = this.#unanswered.filter((one) => one.n > n);
    for (const { sentAtMs } of done) this.#record.echoMs.push(now - sentAtMs);
    this.answered = { sentAtMs: done.at(-1)?.wallMs ?? 0, atMs: Date.now() };
    this.#first.resolve();
  }

  [Symbol.dispose](): void {
    this.#first.reject(new Error("the client ended before its first answer"));
    clearTimeout(this.#timer);
    this.#connection[Symbol.dispose]();
  }
}
