// `client(dial)`: a learner's client, for which a check plays the server. Each `dial()` becomes an ordinary socket.
import type { RequestInfo } from "../../protocol/guest.ts";
import type { HostInterface, LoopHost } from "../bridge.ts";
import { isDeparture } from "./errors.ts";
import { LoopConnection, Socket } from "./socket.ts";
import { abortable, type WaitOptions } from "./source.ts";
import { UpgradeRequest } from "./upgrade.ts";

export class DialFailed extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The server refused the connection with ${status}.`);
    this.status = status;
  }
}
Object.defineProperty(DialFailed.prototype, "name", { value: "DialFailed", configurable: true, writable: true });

type Dial = (url?: unknown, options?: WaitOptions) => Promise<Socket>;
export type ClientFunction = (dial: Dial) => unknown;
type DialHost = LoopHost & Pick<HostInterface, "dial" | "cancelDial">;

const noClient =
  "This file has no client to run. Export one next to your handler: export async function client(dial) { const socket = await dial(); … }";

export class Dialing {
  /** The learner's export. */
  client: ClientFunction | null = null;
  readonly #host: DialHost;
  readonly #pending = new Map<number, PromiseWithResolvers<Socket>>();
  #dials = 0;

  constructor(host: DialHost) {
    this.#host = host;
  }

  async run(): Promise<void> {
    try {
      if (this.client === null) throw new Error(noClient);
      await this.client((url, options) => this.#dial(url, options));
    } catch (error) {
      if (!isDeparture(error)) this.#host.fault("error", error, null);
    }
  }

  /** The server has accepted dial `id`. */
  open(id: number, peer: number, info: RequestInfo, protocol: string): LoopConnection {
    const dial = this.#pending.get(id);
    this.#pending.delete(id);
    const connection: LoopConnection = new LoopConnection(this.#host, peer, () =>
      dial?.resolve(new Socket(connection, new UpgradeRequest(info), protocol)),
    );
    return connection;
  }

  refused(id: number, status: number): void {
    this.#pending.get(id)?.reject(new DialFailed(status));
    this.#pending.delete(id);
  }

  #dial(url: unknown = "/", { signal }: WaitOptions = {}): Promise<Socket> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = ++this.#dials;
    const dial = Promise.withResolvers<Socket>();
    this.#pending.set(id, dial);
    this.#host.dial(id, String(url));
    return abortable(dial.promise, signal, (reason) => {
      if (!this.#pending.delete(id)) return;
      this.#host.cancelDial(id);
      dial.reject(reason);
    });
  }
}
