// The sockets of a loop-style handler: what the sandbox's host does for a room, on sockets of the package "ws".
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { LoopHost } from "../../guest/bridge.ts";
import type { LoopProgram } from "../../guest/loop/socket.ts";
import type { UpgradeAnswer } from "../../protocol/guest.ts";
import { closeCodes, closeReasonBytes } from "../../protocol/rfc6455.ts";
import { bytesOf, decode, isBytes } from "./node-modules.ts";
import { libraryLimits, reportFault } from "./runtime.ts";

type Connection = ReturnType<LoopProgram["open"]>;

interface Peer {
  readonly ws: WebSocket;
  readonly raw: Duplex;
  connection: Connection | null;
}

const { unsentBytes, unsentHighBytes } = libraryLimits;

export class Sockets implements LoopHost {
  readonly limits = libraryLimits;
  readonly #peers = new Map<number, Peer>();
  readonly #upgrades = new Map<number, (answer: UpgradeAnswer) => void>();
  #lastId = 0;

  /** Returns the ticket with which the handler answers. */
  awaitUpgrade(resolve: (answer: UpgradeAnswer) => void): number {
    this.#upgrades.set(++this.#lastId, resolve);
    return this.#lastId;
  }

  upgraded(ticket: number, answer: UpgradeAnswer): void {
    this.#upgrades.get(ticket)?.(answer);
    this.#upgrades.delete(ticket);
  }

  /** Runs the handler on the socket. */
  add(ws: WebSocket, raw: Duplex, open: (id: number) => Connection): void {
    const id = ++this.#lastId;
    const peer: Peer = { ws, raw, connection: null };
    this.#peers.set(id, peer);
    const connection = open(id);
    peer.connection = connection;
    ws.on("message", (data, isBinary) => {
      const bytes = isBytes(data) ? bytesOf(data) : Buffer.concat(data);
      if (isBinary) connection.binary(Uint8Array.from(bytes));
      else connection.text(decode(bytes));
    });
    ws.on("ping", (data) => connection.control("ping", Uint8Array.from(data)));
    ws.on("pong", (data) => connection.control("pong", Uint8Array.from(data)));
    ws.on("error", () => connection.error());
    raw.on("drain", () => connection.flow(raw.writableLength));
    ws.on("close", (code, reason) => {
      this.#peers.delete(id);
      connection.close(code, reason.toString("utf8"));
    });
    connection.start();
  }

  /** With `most`, returns the size of a message that has more bytes, and does not send it. */
  send(id: number, data: string | Uint8Array, most = Number.POSITIVE_INFINITY): number | undefined {
    const bytes = Buffer.byteLength(data);
    if (bytes > most) return bytes;
    this.#write(id, (ws) => ws.send(data));
    return undefined;
  }

  ping(id: number, data: Uint8Array): undefined {
    this.#write(id, (ws) => ws.ping(data));
  }

  pong(id: number, data: Uint8Array): undefined {
    this.#write(id, (ws) => ws.pong(data));
  }

  close(id: number, code: number | null, reason: string): void {
    const ws = this.#peers.get(id)?.ws;
    // A paused socket would not see the client's close frame.
    ws?.resume();
    if (code === null) ws?.close();
    else ws?.close(code, reason);
  }

  closeAll(code: number, reason: string): void {
    for (const id of this.#peers.keys()) this.close(id, code, reason);
  }

  pause(id: number): void {
    this.#peers.get(id)?.ws.pause();
  }

  resume(id: number): void {
    this.#peers.get(id)?.ws.resume();
  }

  /** Only new code that takes over an open socket would need it. */
  unread(): void {}

  fault(kind: "error" | "rejection", error: unknown, id: number | null): void {
    reportFault(kind, error);
    if (id === null) return;
    const text = error instanceof Error ? error.message : String(error);
    this.close(id, closeCodes.internalError, cut(`handler crashed: ${text}`));
  }

  #write(id: number, write: (ws: WebSocket) => void): void {
    const { ws, raw, connection } = this.#peers.get(id) ?? {};
    if (ws === undefined || raw === undefined || ws.readyState !== ws.OPEN) return;
    write(ws);
    if (ws.bufferedAmount > unsentBytes) {
      this.close(id, closeCodes.tryAgainLater, `more than ${unsentBytes >> 10} KiB unsent`);
    } else if (raw.writableLength > unsentHighBytes) connection?.flow(raw.writableLength);
  }
}

/** To the bytes that the reason of a close may have. */
function cut(text: string): string {
  return Buffer.from(text)
    .subarray(0, closeReasonBytes)
    .toString("utf8")
    .replace(/\ufffd+$/, "");
}
