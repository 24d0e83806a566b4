// The learner's client, for which a check plays the server. The check's sockets come to the handler's own port, with a header.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type ClientFunction, Dialing } from "../../guest/loop/dial.ts";
import { Dials } from "../../host/room/dials.ts";
import type { Dialed } from "../../protocol/checks.ts";
import type { GuestEvent } from "../../protocol/guest.ts";
import type { DialAnswer } from "../../protocol/host.ts";
import { requestInfoOf, webSocketServer } from "../library/serve.ts";
import { Sockets } from "../library/sockets.ts";

export class TestedClient {
  readonly #dials = new Dials((event) => this.#push(event));
  readonly #sockets = Object.assign(new Sockets(), {
    dial: (id: number, url: string) => this.#dials.add(id, url),
    cancelDial: (id: number) => this.#dials.cancel(id),
  });
  readonly #dialing = new Dialing(this.#sockets);

  /** The learner's export. */
  set client(client: ClientFunction) {
    this.#dialing.client = client;
  }

  /** Of the dial that has waited for longest; null if none waits. */
  get dialUrl(): string | null {
    return this.#dials.next;
  }

  /** Starts the client if necessary, and answers its next dial. */
  answer(answer: DialAnswer): Dialed {
    this.#dials.start();
    const url = this.#dials.next;
    const token = answer === "accept" ? this.#dials.accept() : "";
    if (typeof answer === "number") this.#dials.refuse(answer);
    return { url, token };
  }

  /** Takes the socket of a dial that the check has accepted. */
  readonly takes = (request: IncomingMessage, raw: Socket, head: Buffer): boolean => {
    const info = requestInfoOf(request);
    const dial = this.#dials.claim(info);
    if (dial === undefined) return false;
    raw.on("error", () => raw.destroy());
    webSocketServer({ accept: true, protocol: null, headers: {} }).handleUpgrade(request, raw, head, (ws) =>
      this.#sockets.add(ws, raw, (id) => this.#dialing.open(dial, id, info, ws.protocol)),
    );
    return true;
  };

  #push(event: GuestEvent): void {
    if (event.type === "client") void this.#dialing.run();
    else if (event.type === "dialRefused") this.#dialing.refused(event.id, event.status);
  }
}
