// Runs a loop-style handler: one call of `handle` per connection.
import type { RequestInfo } from "../../protocol/guest.ts";
import type { Connection, HostInterface, Program } from "../host-interface.ts";
import { isDeparture } from "./errors.ts";
import { LoopConnection, Socket } from "./socket.ts";
import { parseUpgradeAnswer, UpgradeRequest, upgradeFailed } from "./upgrade.ts";

export type Handle = (socket: Socket) => unknown;
export type Upgrade = (request: UpgradeRequest) => unknown;

export class LoopProgram implements Program {
  readonly #host: HostInterface;
  readonly #handle: Handle;
  readonly #upgrade: Upgrade | null;

  constructor(host: HostInterface, handle: Handle, upgrade: Upgrade | null) {
    this.#host = host;
    this.#handle = handle;
    this.#upgrade = upgrade;
  }

  async upgrade(ticket: number, info: RequestInfo): Promise<void> {
    try {
      const returned = await this.#upgrade?.(new UpgradeRequest(info));
      this.#host.upgraded(ticket, parseUpgradeAnswer(returned, info));
    } catch (error) {
      this.#host.upgraded(ticket, upgradeFailed);
      this.#host.fault("error", error, null);
    }
  }

  open(peer: number, info: RequestInfo, protocol: string): Connection {
    const connection = new LoopConnection(this.#host, peer, () => this.#run(connection, info, protocol));
    return connection;
  }

  /** A handler that fails because its client left, or because newer code took over, has ended normally. */
  async #run(connection: LoopConnection, info: RequestInfo, protocol: string): Promise<void> {
    try {
      await this.#handle(new Socket(connection, new UpgradeRequest(info), protocol));
      connection.finish();
    } catch (error) {
      if (isDeparture(error)) return connection.finish();
      connection.crash();
      this.#host.fault("error", error, connection.peer);
    }
  }
}
