// A client as a check holds it: what it can put on the wire, and what it expects to get.

import type { CheckSession, Write } from "./check-session.ts";
import type { ClientState } from "./client-state.ts";
import type { Refused } from "./connection.ts";
import { Expect } from "./expect.ts";
import { Expectation } from "./expectation.ts";
import { bytesShown, payloadShown, quoted } from "./printable.ts";
import type { Received } from "./received.ts";

/** Nothing here needs to be awaited but `expect.…` and `received()`: all of it happens in the order it was written. */
export class Client {
  /** `A`, `B`, … in the order they connected, or as `connect` was told. */
  readonly name: string;
  readonly expect: Expect;
  readonly #session: CheckSession;
  readonly #player: ClientState;

  constructor(session: CheckSession, player: ClientState, refused: Refused | null) {
    this.name = player.name;
    this.expect = new Expect(player.inbox, new Expectation(session, player, refused));
    this.#session = session;
    this.#player = player;
  }

  /** The subprotocol that the handler chose; empty for none. */
  get protocol(): string {
    return this.#player.connection?.protocol ?? "";
  }

  /** When true, this client answers no ping, as one whose cable was pulled. */
  get silent(): boolean {
    return this.#player.connection?.silent ?? false;
  }

  set silent(value: boolean) {
    if (this.#player.connection !== null) this.#player.connection.silent = value;
  }

  /** A string goes as text, bytes as binary, anything else as JSON text. */
  send(data: unknown): void {
    const message = typeof data === "string" || data instanceof Uint8Array ? data : JSON.stringify(data);
    const shown = messageShown(message);
    this.#write({ ...shown, did: `sent ${shown.said}`, bytes: message.length, write: (to) => to.send(message) });
  }

  /** One message in as many frames as there are parts. */
  sendFragments(parts: readonly string[] | readonly Uint8Array[]): void {
    const text = parts.map((part) => messageShown(part).said).join(" + ");
    this.#write({
      what: `${parts.length} fragments`,
      text,
      did: `sent ${text} in ${parts.length} fragments`,
      bytes: parts.reduce((sum, part) => sum + part.length, 0),
      write: (to) => {
        for (const [index, part] of parts.entries()) to.send(part, index === parts.length - 1);
      },
    });
  }

  ping(data: string | Uint8Array = ""): void {
    this.#write({ ...controlShown("ping", data), write: (to) => to.ping(Buffer.from(data)) });
  }

  /** A pong nobody asked for; pings are answered without it. */
  pong(data: string | Uint8Array = ""): void {
    this.#write({ ...controlShown("pong", data), write: (to) => to.pong(Buffer.from(data)) });
  }

  /** Bytes as they are, in no frame: for what no proper client sends. */
  raw(bytes: Uint8Array): void {
    const text = bytesShown(bytes);
    this.#write({
      what: "raw",
      text,
      did: `sent raw bytes (${text})`,
      bytes: bytes.length,
      write: (to) => to.raw(bytes),
    });
  }

  close(code?: number, reason?: string): void {
    const text = [code, reason].filter((part) => part !== undefined).join(" ");
    const did = text === "" ? "closed its socket" : `closed its socket with ${text}`;
    this.#write({ what: "close", text, did, bytes: 8, optional: true, write: (to) => to.close(code, reason) });
  }

  /** Goes away without a word, as when a cable is pulled. */
  terminate(): void {
    this.#write({ what: "cut", text: "", did: "was cut off", bytes: 0, optional: true, write: (to) => to.terminate() });
  }

  /** Reads nothing more until `resume`, so that what the handler sends piles up. */
  pause(): void {
    this.#write({ what: "pause", text: "", did: "stopped reading", bytes: 0, write: (to) => to.pause() });
  }

  resume(): void {
    this.#write({ what: "resume", text: "", did: "read again", bytes: 0, write: (to) => to.resume() });
  }

  /** Everything that no expectation has taken yet, once the room is at rest. It is taken. */
  received(): Promise<Received[]> {
    this.#session.look();
    return this.#session.inTurn(async () => {
      await this.#session.room.settle();
      return this.#player.inbox.takeAll();
    });
  }

  #write(write: Omit<Write, "player">): void {
    this.#session.write({ ...write, player: this.#player });
  }
}

function messageShown(message: string | Uint8Array): { what: string; text: string; said: string } {
  if (typeof message === "string") return { what: "text", text: message, said: quoted(message) };
  return { what: "binary", text: bytesShown(message, 400), said: `a binary message (${bytesShown(message)})` };
}

function controlShown(what: "ping" | "pong", data: string | Uint8Array): Omit<Write, "player" | "write"> {
  const bytes = Buffer.from(data);
  const text = bytes.length === 0 ? "" : payloadShown(bytes);
  return { what, text, did: `sent a ${what}${text === "" ? "" : ` ${text}`}`, bytes: bytes.length };
}
