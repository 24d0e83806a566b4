// From the moment code is saved to the first answer by the new code on a socket that was open before.
import { once } from "node:events";
import { WebSocket } from "ws";

const deadlineMs = 10_000;
/** Between an answer and the next question: a client that asks without pause would take a core from what it measures. */
const restMs = 0.25;

/** Nothing changes it: waiting for it is resting, more finely than a timer can. */
const clock = new Int32Array(new SharedArrayBuffer(4));

/** An open socket that asks again and again, one question at a time. Dispose of it after. */
export class Asker implements Disposable {
  readonly #socket: WebSocket;

  static async connect(url: string): Promise<Asker> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await once(socket, "open");
    return new Asker(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Milliseconds from `save()` being called to the answer `wanted`. Rejects when the socket closes or 10 s pass. */
  async firstAnswer(wanted: string, save: () => Promise<void>): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const timer = setTimeout(() => reject(new Error(`no answer by the new code within ${deadlineMs} ms`)), deadlineMs);
    const onClose = (code: number) => reject(new Error(`the socket closed with ${code}`));
    const onMessage = (data: Buffer) => {
      if (data.toString() === wanted) return resolve(performance.now());
      Atomics.wait(clock, 0, 0, restMs);
      this.#socket.send("?");
    };
    this.#socket.on("message", onMessage).on("close", onClose);
    try {
      const began = performance.now();
      const saved = save();
      // The save goes out first.
      setImmediate(() => this.#socket.send("?"));
      const [answered] = await Promise.all([promise, saved]);
      return answered - began;
    } finally {
      clearTimeout(timer);
      this.#socket.off("message", onMessage).off("close", onClose);
    }
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }
}
