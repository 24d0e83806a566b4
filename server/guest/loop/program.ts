// Runs a handler written as a loop: one call of `handle` for each connection, from the 101 to the close.
import type { RequestInfo } from "../../protocol/guest.ts";
import type { HostInterface } from "../host-interface.ts";
import type { Member, Program } from "../program.ts";
import { Connection } from "./connection.ts";
import { isDeparture } from "./errors.ts";
import { Request } from "./request.ts";
import { Socket } from "./socket.ts";
import { broken, upgradeAnswer } from "./upgrade.ts";

export type Handle = (socket: Socket) => unknown;
export type Upgrade = (request: Request) => unknown;

export class LoopProgram implements Program {
  readonly #port: HostInterface;
  readonly #handle: Handle;
  readonly #upgrade: Upgrade | null;

  constructor(port: HostInterface, handle: Handle, upgrade: Upgrade | null) {
    this.#port = port;
    this.#handle = handle;
    this.#upgrade = upgrade;
  }

  upgrade(ticket: number, info: RequestInfo): void {
    this.#answer(ticket, info).catch((error: unknown) => {
      this.#port.upgraded(ticket, broken);
      this.#port.fault("error", error, null);
    });
  }

  open(peer: number, info: RequestInfo, protocol: string): Member {
    const connection = new Connection(this.#port, peer, () => this.#run(connection, info, protocol));
    return connection;
  }

  async #answer(ticket: number, info: RequestInfo): Promise<void> {
    const returned = await this.#upgrade?.(new Request(info));
    this.#port.upgraded(ticket, upgradeAnswer(returned, info));
  }

  /** A handler that fails because its client left, or because newer code took over, has simply ended. */
  async #run(connection: Connection, info: RequestInfo, protocol: string): Promise<void> {
    try {
      await this.#handle(new Socket(connection, new Request(info), protocol));
      connection.finish();
    } catch (error) {
      if (isDeparture(error)) return connection.finish();
      connection.crash();
      this.#port.fault("error", error, connection.peer);
    }
  }
}
