// Load generator: clients that keep a number of messages in flight on an echo endpoint and measure round trips.
import { once } from "node:events";
import { WebSocket } from "ws";

export interface Load {
  readonly clients: number;
  readonly inFlight: number;
  readonly bytes: number;
  readonly kind: "text" | "binary";
}

export interface Flow {
  readonly messages: number;
  readonly latenciesMs: readonly number[];
}

export function loadName({ clients, inFlight, bytes, kind }: Load): string {
  return `${clients}×${inFlight} ${bytes >= 1024 ? `${bytes / 1024} KB` : `${bytes} B`} ${kind}`;
}

/** Open sockets on one endpoint, reused across rounds so that no round measures handshakes. */
export class Crowd implements AsyncDisposable {
  readonly #sockets: readonly WebSocket[];

  static async connect(url: string, clients: number): Promise<Crowd> {
    const sockets = Array.from({ length: clients }, () => new WebSocket(url, { perMessageDeflate: false }));
    await Promise.all(sockets.map((socket) => once(socket, "open")));
    return new Crowd(sockets);
  }

  private constructor(sockets: readonly WebSocket[]) {
    this.#sockets = sockets;
  }

  /** Runs a load on as many sockets as it needs. Rejects when one closes or an echo differs from what was sent. */
  async flow(load: Load, ms: number): Promise<Flow> {
    const latenciesMs: number[] = [];
    const until = performance.now() + ms;
    const flows = this.#sockets.slice(0, load.clients).map((socket) => flowOn(socket, load, until, latenciesMs));
    await Promise.all(flows);
    return { messages: latenciesMs.length, latenciesMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#sockets.map((socket) => once(socket, "close"));
    for (const socket of this.#sockets) socket.close();
    await Promise.all(closed);
  }
}

function flowOn(socket: WebSocket, load: Load, until: number, latenciesMs: number[]): Promise<void> {
  const payload = Buffer.alloc(load.bytes, "abcdefghijklmnop");
  const message = load.kind === "text" ? payload.toString() : payload;
  const sentAt: number[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const send = () => {
    sentAt.push(performance.now());
    socket.send(message);
  };
  const onMessage = (data: Buffer, isBinary: boolean) => {
    const now = performance.now();
    const began = sentAt.shift();
    if (began === undefined || isBinary !== (load.kind === "binary") || !data.equals(payload)) {
      reject(new Error(`the echo differs from what was sent: ${data.toString("latin1", 0, 80)}`));
      return;
    }
    latenciesMs.push(now - began);
    if (now < until) send();
    else if (sentAt.length === 0) resolve();
  };
  const onClose = (code: number) =>
    reject(new Error(`the endpoint closed the connection with ${code} during the load`));
  socket.on("message", onMessage);
  socket.on("close", onClose);
  for (let n = 0; n < load.inFlight; n += 1) send();
  return promise.finally(() => {
    socket.off("message", onMessage);
    socket.off("close", onClose);
  });
}
