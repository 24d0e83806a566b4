// One socket in a room: what the room may do with it, and what it knows of its bytes.
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { GuestEvent, PeerId, RequestInfo } from "../../protocol/guest.ts";
import { closeCodes, closeReasonBytes, maySendCloseCode } from "../../protocol/rfc6455.ts";
import type { Opening } from "../handshake.ts";
import { utf8Prefix } from "../terminal-text.ts";
import { Overhear } from "../wire/overhear.ts";
import type { RoomSocket } from "./room-socket.ts";

/** Why nothing is read from a socket for now. */
export type Hold = "handler" | "backlog";

/** A socket as the door hands it over: `ws` has completed the handshake. */
export interface Joining {
  readonly ws: RoomSocket;
  readonly raw: Socket;
  readonly request: RequestInfo;
  readonly port: number;
  /** What the page calls it; empty for clients from elsewhere. */
  readonly client: string;
  readonly page?: string | undefined;
  readonly opening: Opening;
  /** Bytes of the client's frames that came before `raw` was ours; they are read again by it. */
  readonly headBytes: number;
  /** What `raw` had read when it came, which is the request. */
  readonly requestBytes: number;
}

const nothing = new Uint8Array();
const noLines: readonly Sent[] = [];

/** A frame that is being written, for those who want to know which line of the handler sent it. */
export interface Sent {
  readonly line: number | null;
}

export class Peer {
  readonly id: PeerId;
  readonly port: number;
  readonly client: string;
  readonly page: string | undefined;
  readonly request: RequestInfo;
  readonly protocol: string;
  readonly overhear: Overhear;
  readonly opening: Opening;
  /** On the room's clock. */
  joinedMs = 0;
  /** False once the serving handler shall hear no more of it. */
  known = true;
  /** We or the handler closed it: nobody else shall hear of it. */
  ended = false;
  /** The `unsent` that the handler was told last. */
  toldUnsent = 0;
  readonly #ws: RoomSocket;
  readonly #raw: Socket;
  readonly #aheadBytes: number;
  readonly #handshakeBytes: number;
  readonly #holds = new Set<Hold>();
  #stalled = false;
  /** The frames of the write that is under way, and how many of them were seen. */
  #writing = noLines;
  #seen = 0;
  readonly #onHeld: () => void;

  /** `onBytes` is called when bytes come in, `onHeld` when the socket is not read any more. */
  constructor(id: PeerId, joining: Joining, { onBytes, onHeld }: { onBytes(): void; onHeld(): void }) {
    this.id = id;
    this.port = joining.port;
    this.client = joining.client;
    this.page = joining.page;
    this.opening = joining.opening;
    this.request = joining.request;
    this.protocol = joining.ws.protocol;
    this.#ws = joining.ws;
    this.#raw = joining.raw;
    this.#aheadBytes = joining.headBytes - joining.requestBytes;
    this.#handshakeBytes = joining.raw.bytesWritten;
    this.#onHeld = onHeld;
    this.overhear = new Overhear(joining.raw, onBytes);
  }

  /** False from the first close frame or the end of the socket on. */
  get open(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  /** Bytes written that the kernel has not taken yet. */
  get unsent(): number {
    return this.#raw.writableLength;
  }

  /** More was written than the kernel takes at once, and the client is reading it: a "drain" follows. */
  get draining(): boolean {
    return this.open && !this.#stalled && this.#raw.writableNeedDrain;
  }

  /** Bytes of the client after its handshake that `ws` has seen. */
  get consumedBytes(): number {
    return this.#aheadBytes + this.#raw.bytesRead - this.#raw.readableLength;
  }

  /** Bytes written to the client after the handshake. */
  get writtenBytes(): number {
    return this.#raw.bytesWritten - this.#handshakeBytes;
  }

  openEvent(resumed: boolean): GuestEvent {
    return { type: "open", peer: this.id, request: this.request, protocol: this.protocol, resumed };
  }

  isHeld(reason: Hold): boolean {
    return this.#holds.has(reason);
  }

  /** Nothing is read from it for now. */
  get held(): boolean {
    return this.#holds.size > 0;
  }

  /** Writes nothing, which fails on a socket that was reset: the only way to learn of it while it is not read. */
  touch(): void {
    if (this.#raw.writable && this.#raw.writableLength === 0) this.#raw.write(nothing);
  }

  /** Stops reading; a socket on its way out is read to its end. */
  hold(reason: Hold): void {
    if (!this.open) return;
    this.#holds.add(reason);
    this.#ws.pause();
    this.#onHeld();
  }

  release(reason: Hold): void {
    if (this.#holds.delete(reason) && this.#holds.size === 0) this.#ws.resume();
  }

  /** While stalled, what is written stays here, as if the network took no more. */
  stall(on: boolean): void {
    if (this.#stalled === on) return;
    this.#stalled = on;
    if (on) this.#raw.cork();
    else this.#raw.uncork();
  }

  /** `bytes` are these frames. */
  write(bytes: Uint8Array, frames: readonly Sent[]): void {
    this.#begin(frames);
    this.#raw.write(bytes);
    this.#begin(noLines);
  }

  /** For whoever sees each frame as it is written: the line that sent it; null for what `ws` sends by itself. */
  takeLine(): number | null {
    return this.#writing[this.#seen++]?.line ?? null;
  }

  #begin(frames: readonly Sent[]): void {
    this.#writing = frames;
    this.#seen = 0;
  }

  /** `code` null sends a close frame without one. A code that nobody may send becomes 1011. `line`: of the handler's call. */
  close(code: number | null, reason: string, line: number | null = null): void {
    this.ended = true;
    if (!this.open) return;
    this.#holds.clear();
    this.#ws.resume();
    this.#begin([{ line }]);
    this.#sendClose(code, reason);
    this.#begin(noLines);
  }

  #sendClose(code: number | null, reason: string): void {
    if (code === null) this.#ws.closeNow();
    else if (maySendCloseCode(code)) this.#ws.closeNow(code, utf8Prefix(reason.toWellFormed(), closeReasonBytes));
    else this.#ws.closeNow(closeCodes.internalError, `${code} is no close code that may be sent`);
  }

  terminate(): void {
    this.ended = true;
    this.#ws.terminate();
  }
}
