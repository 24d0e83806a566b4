// Runs a handler written as a loop: one call of `handle` for each connection, from the 101 to the close.
import type { RequestInfo } from "../../protocol/guest.ts";
import type { Port } from "../port.ts";
import type { Program } from "../program.ts";
import { isDeparture } from "./errors.ts";
import { Link } from "./link.ts";
import { Request } from "./request.ts";
import { Socket } from "./socket.ts";
import { broken, upgradeAnswer } from "./upgrade.ts";

export type Handle = (socket: Socket) => unknown;
export type Upgrade = (request: Request) => unknown;

export class LoopProgram implements Program {
  readonly #port: Port;
  readonly #handle: Handle;
  readonly #upgrade: Upgrade | null;
  readonly #links = new Map<number, Link>();

  constructor(port: Port, handle: Handle, upgrade: Upgrade | null) {
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

  open(peer: number, info: RequestInfo, protocol: string): void {
    const link = new Link(this.#port, peer);
    this.#links.set(peer, link);
    this.#run(link, new Socket(link, new Request(info), protocol));
  }

  text(peer: number, data: string): void {
    this.#links.get(peer)?.deliver({ type: "text", data }, data.length);
  }

  bytes(type: "binary" | "ping" | "pong", peer: number, data: Uint8Array): void {
    this.#links.get(peer)?.deliver({ type, data }, data.length);
  }

  close(peer: number, code: number, reason: string): void {
    this.#links.get(peer)?.peerClosed(code, reason);
    this.#links.delete(peer);
  }

  /** The close that follows says as much as a loop can use. */
  error(): void {}

  flow(peer: number, unsent: number): void {
    this.#links.get(peer)?.flow(unsent);
  }

  retire(): void {
    for (const link of this.#links.values()) link.retire();
    this.#links.clear();
  }

  async #answer(ticket: number, info: RequestInfo): Promise<void> {
    const returned = await this.#upgrade?.(new Request(info));
    this.#port.upgraded(ticket, upgradeAnswer(returned, info));
  }

  async #run(link: Link, socket: Socket): Promise<void> {
    try {
      await this.#handle(socket);
    } catch (error) {
      if (!isDeparture(error)) {
        link.crashed();
        this.#port.fault("error", error, link.peer);
        return;
      }
    }
    link.finish();
  }
}
