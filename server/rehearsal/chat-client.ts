// A client of a learner's endpoint, as on a lesson's page: connects, says what the lesson's text suggests, comes back.
import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import type { TryCommand } from "../protocol/lesson.ts";
import { problemIn } from "./http-client.ts";
import type { Tally } from "./tally.ts";

interface ChatClientOptions {
  readonly url: string;
  readonly origin: string;
  readonly tally: Tally;
  readonly commands: readonly TryCommand[];
  /** Time between two messages. */
  readonly everyMs: number;
}

/** After a close, a person looks at what happened, then connects again. */
const againMs = 3_000;

export class ChatClient implements Disposable {
  readonly #options: ChatClientOptions;
  #socket: WebSocket | null = null;
  #timer: NodeJS.Timeout | undefined;
  #turn = 0;
  #isClosed = false;

  constructor(options: ChatClientOptions) {
    this.#options = options;
    this.#connect();
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.terminate();
  }

  #connect(): void {
    const { url, origin, tally, commands, everyMs } = this.#options;
    const how = commands.find((command) => command.do === "connect");
    const options = { origin, perMessageDeflate: false, handshakeTimeout: 20_000 };
    const socket = new WebSocket(url + (how?.query ?? ""), [...(how?.protocols ?? [])], options);
    this.#socket = socket;
    let wasOpen = false;
    socket.on("open", () => {
      wasOpen = true;
      tally.openSockets++;
      this.#say();
    });
    socket.on("message", () => {
      tally.messages++;
    });
    socket.on("unexpected-response", (request, response) => {
      void this.#countRefusal(response).finally(() => {
        request.destroy();
        socket.terminate();
      });
    });
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      if (wasOpen) tally.openSockets--;
      clearTimeout(this.#timer);
      if (!this.#isClosed) this.#timer = setTimeout(() => this.#connect(), Math.max(everyMs, againMs * Math.random()));
    });
  }

  /** A lesson's handler may refuse with any status; the server's own reasons are 429 and 503. */
  async #countRefusal(response: IncomingMessage): Promise<void> {
    const { statusCode = 0 } = response;
    if (statusCode !== 429 && statusCode !== 503) return;
    const chunks: Buffer[] = await Array.fromAsync(response).catch(() => []);
    this.#options.tally.refused(statusCode, `endpoint: ${problemIn(Buffer.concat(chunks))}`);
  }

  #say(): void {
    const { commands, everyMs } = this.#options;
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return;
    const command = commands[this.#turn++ % Math.max(1, commands.length)];
    if (command?.do === "binary") socket.send(Buffer.from(command.hex.replaceAll(/\s/g, ""), "hex"));
    else if (command?.do === "ping") socket.ping(command.text);
    else socket.send(command?.do === "send" ? command.text : `hello ${this.#turn}`);
    this.#timer = setTimeout(() => this.#say(), everyMs * (0.5 + Math.random()));
  }
}
