// A client in full flow: numbered messages, several in flight, and a ledger of which version answered each, and when.
import assert from "node:assert/strict";
import { once } from "node:events";
import { WebSocket } from "ws";

/** Which versions could rightly answer: changed by whoever loads code, read by every client. */
export interface Serving {
  /** The newest version whose load was answered: anything sent from now on is answered by it or a later one. */
  atLeast: number;
  /** The newest version whose load was asked for: nothing can be answered by a later one. */
  atMost: number;
}

/** Answers `<version> <message>`. */
export function versionedProgram(version: number, style: "loop" | "events"): string {
  return style === "loop"
    ? `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send("${version} " + message.data);
  }
}
`
    : `import { WebSocketServer } from "ws";
const server = new WebSocketServer({ port: 3000 });
server.on("connection", (socket) => {
  socket.on("message", (data) => socket.send("${version} " + data));
});
`;
}

export class FlowingClient implements Disposable {
  readonly #socket: WebSocket;
  readonly #serving: Serving;
  readonly #atLeastWhenSent: number[] = [];
  readonly #versions = new Set<number>();
  readonly #ended = Promise.withResolvers<void>();
  #sent = 0;
  #answered = 0;
  #newest = 0;
  #stopping = false;

  static async connect(url: string, serving: Serving, inFlight: number): Promise<FlowingClient> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await once(socket, "open");
    const client = new FlowingClient(socket, serving);
    for (let n = 0; n < inFlight; n += 1) client.#send();
    return client;
  }

  private constructor(socket: WebSocket, serving: Serving) {
    this.#socket = socket;
    this.#serving = serving;
    socket.on("message", (data) => this.#guard(() => this.#receive(data.toString())));
    socket.on("close", (code) => this.#ended.reject(new Error(`closed with ${code} after ${this.#answered} answers`)));
    this.#ended.promise.catch(() => undefined);
  }

  /** Sends no more, waits for what is in flight; rejects with the first thing that was wrong. */
  async stop(): Promise<{ readonly answered: number; readonly versions: number }> {
    this.#stopping = true;
    await this.#ended.promise;
    return { answered: this.#answered, versions: this.#versions.size };
  }

  #send(): void {
    this.#atLeastWhenSent.push(this.#serving.atLeast);
    this.#socket.send(`message ${this.#sent}`);
    this.#sent += 1;
  }

  /** In order, once each, by a version that served between this message's way in and its way out, never an older one again. */
  #receive(answer: string): void {
    const [version, ...message] = answer.split(" ");
    const served = Number(version);
    assert.equal(message.join(" "), `message ${this.#answered}`, "an answer was lost, repeated or out of order");
    assert.ok(
      served >= (this.#atLeastWhenSent.shift() ?? 0),
      `version ${served} answered after a newer one had loaded`,
    );
    assert.ok(served <= this.#serving.atMost, `version ${served} answered before it was saved`);
    assert.ok(served >= this.#newest, `version ${served} answered after version ${this.#newest} had`);
    this.#newest = served;
    this.#versions.add(served);
    this.#answered += 1;
    if (!this.#stopping) this.#send();
    else if (this.#answered === this.#sent) this.#ended.resolve();
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#ended.reject(error);
      this.#socket.terminate();
    }
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }
}
