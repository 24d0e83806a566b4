// Measures the time from a save to the first reply by the new code on an already open socket.
import { once } from "node:events";
import { WebSocket } from "ws";

const deadlineMs = 10_000;
/** Pause between polls: a client that polls without pause would take a core from what it measures. */
const restMs = 0.25;

/** Never changes: `Atomics.wait` on it pauses with finer resolution than a timer. */
const clock = new Int32Array(new SharedArrayBuffer(4));

/** An open socket that polls, one message at a time. */
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

  /** Milliseconds from calling `save()` to the expected reply. Rejects when the socket closes or after 10 s. */
  async firstAnswer(wanted: string, save: () => Promise<void>): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const timer = setTimeout(() => reject(new Error(`no reply by the new code within ${deadlineMs} ms`)), deadlineMs);
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
      // The save is sent first.
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
