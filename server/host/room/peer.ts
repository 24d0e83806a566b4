// One WebSocket in a room: writing, closing, pausing, and counts of its bytes.
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { GuestEvent, PeerId, RequestInfo } from "../../protocol/guest.ts";
import { closeCodes, closeReasonBytes, frameBytes, maySendCloseCode, opcodes } from "../../protocol/rfc6455.ts";
import type { Opening } from "../handshake.ts";
import { utf8Prefix } from "../terminal-text.ts";
import { type SliceListener, SliceReader } from "../wire/slice-reader.ts";
import { encodeFrames, Tap } from "../wire/tap.ts";

/** A `ws` socket whose room can answer earlier messages before it answers a close frame. */
export class RoomSocket extends WebSocket {
  /**
   * `ws` itself calls `close` when a close frame or an invalid frame arrives, while it is still reading. With a listener
   * the answer waits until `reply` is called; RFC 6455 §5.5.1 allows an endpoint to finish what it is sending first.
   */
  onClosing: ((reply: () => void) => void) | null = null;

  override close(code?: number, reason?: string | Buffer): void {
    if (this.onClosing) this.onClosing(() => super.close(code, reason));
    else super.close(code, reason);
  }

  /** Sends our own close frame immediately. */
  closeNow(code?: number, reason?: string): void {
    super.close(code, reason);
  }
}

/** A socket whose handshake is complete. */
export interface Joining {
  readonly ws: RoomSocket;
  readonly raw: Socket;
  readonly request: RequestInfo;
  /** The dial of the learner's client that it answers. */
  readonly dial?: number | undefined;
  readonly port: number;
  /** Also has the client's name in its page, which is empty for clients from elsewhere. */
  readonly opening: Opening;
  /** Bytes of frames that the front read along with the request; `raw` reads them again. */
  readonly headBytes: number;
  /** Bytes of the request that `raw` has counted as read. */
  readonly requestBytes: number;
}

/** Why a socket is not read: its handler paused it, its messages wait for the room, or it has sent too many frames. */
export type Hold = "handler" | "backlog" | "rate";

/** A frame being written; `line` of the handler sent it. */
export interface SentFrame {
  readonly line: number | null;
}

const noBytes = new Uint8Array();
const noFrames: readonly SentFrame[] = [];
/** If a slice has more pings, only the newest of the others is answered (RFC 6455 §5.5.3). */
const maxPongs = 16;
/** What Node keeps for each write that waits, beside its bytes. */
const writeOverheadBytes = 170;

interface PeerListener extends SliceListener {
  /** Reading stops. */
  onHold(): void;
}

export class Peer {
  readonly id: PeerId;
  readonly joining: Joining;
  readonly tap: Tap;
  readonly reader: SliceReader;
  /** On the room's clock. */
  joinedMs = 0;
  /** False once the current handler must receive no more events of this peer. */
  visible = true;
  /** The handler or its room closed the socket; a handler that takes over never sees it. */
  closedHere = false;
  /** The `unsent` of the last `flow` event. */
  reportedUnsent = 0;
  readonly #ws: RoomSocket;
  readonly #raw: Socket;
  readonly #headBytes: number;
  readonly #handshakeBytes: number;
  readonly #holds = new Set<Hold>();
  #stalled: StalledFrames | null = null;
  /** The close frame of a stalled peer, which follows everything that is held, and is held too. */
  #heldClose: Closing | null = null;
  /** The frames of the current write, and how many of them were listed by `takeLine`. */
  #writing = noFrames;
  #listed = 0;
  /** Writes that the kernel has not accepted yet. */
  #waitingWrites = 0;
  readonly #onWritten = () => {
    this.#waitingWrites -= 1;
  };
  readonly #onHold: () => void;
  /** Payloads of pings that are not answered yet. */
  #pings: Uint8Array[] = [];

  /** Nothing is read until the reader resumes. */
  constructor(id: PeerId, joining: Joining, listener: PeerListener) {
    this.id = id;
    this.joining = joining;
    this.#ws = joining.ws;
    this.#raw = joining.raw;
    this.#headBytes = joining.headBytes - joining.requestBytes;
    this.#handshakeBytes = joining.raw.bytesWritten;
    this.#onHold = () => listener.onHold();
    this.tap = new Tap(joining.raw);
    this.reader = new SliceReader(joining.raw, () => this.tap.framesIn, listener);
  }

  /** False from the first close frame, even if it waits, or the end of the socket. */
  get open(): boolean {
    return this.#ws.readyState === WebSocket.OPEN && this.#heldClose === null;
  }

  /** Bytes written that the kernel has not accepted yet. */
  get unsent(): number {
    return this.#raw.writableLength + (this.#stalled?.bytes ?? 0) + (this.#heldClose?.frameBytes ?? 0);
  }

  /** Memory occupied by what is unsent. */
  get waitingBytes(): number {
    return this.unsent + writeOverheadBytes * (this.#waitingWrites + (this.#stalled?.writes ?? 0));
  }

  /** Bytes are unsent and the client is reading them: a "drain" event follows. */
  get draining(): boolean {
    return this.open && this.#stalled === null && this.#raw.writableNeedDrain;
  }

  /** Bytes from the client after its handshake that `ws` has processed. */
  get consumedBytes(): number {
    return this.#headBytes + this.#raw.bytesRead - this.#raw.readableLength;
  }

  /** Bytes written to the client after the handshake. */
  get writtenBytes(): number {
    const corked = this.#stalled?.isCorked ? this.#raw.writableLength : 0;
    return this.#raw.bytesWritten - this.#handshakeBytes - corked;
  }

  get held(): boolean {
    return this.#holds.size > 0;
  }

  isHeld(reason: Hold): boolean {
    return this.#holds.has(reason);
  }

  openEvent(resumed: boolean): GuestEvent {
    const { request, ws, dial } = this.joining;
    return { type: "open", peer: this.id, request, protocol: ws.protocol, resumed, dial };
  }

  /** Stops reading. A closing socket is read to its end. */
  hold(reason: Hold): void {
    if (!this.open) return;
    this.#holds.add(reason);
    this.reader.pause();
    this.#onHold();
  }

  release(reason: Hold): void {
    if (this.#holds.delete(reason) && this.#holds.size === 0) this.reader.resume();
  }

  /** Keeps a ping for `answerPings`. */
  pinged(payload: Uint8Array): void {
    if (this.#pings.length < maxPongs) this.#pings.push(payload);
    else this.#pings[maxPongs - 1] = payload;
  }

  /** `ws` is about to answer a close frame. */
  beforeClose(): void {
    this.answerPings();
    this.#holdAll();
  }

  /** Answers in order, with one write. False if there was nothing to answer. */
  answerPings(): boolean {
    if (this.#pings.length === 0) return false;
    const pongs = this.#pings.map((data) => ({ opcode: opcodes.pong, data, line: null }));
    this.#pings = [];
    if (this.open) this.write(encodeFrames(pongs), pongs);
    return true;
  }

  /** Writes zero bytes, which fails on a reset socket: the only way to detect that while nothing is read. */
  probe(): void {
    if (this.#raw.writable && this.#raw.writableLength === 0) this.#raw.write(noBytes);
  }

  /**
   * Simulates a network that accepts only this many messages since it stalled; later writes stay in the process. Null ends
   * that. True if anything was passed on.
   */
  stall(messages: number | null): boolean {
    if (messages !== null) this.#stalled ??= new StalledFrames();
    if (this.#stalled) this.#stalled.allowed = messages;
    const passed = this.#passOn();
    if (messages === null) this.#endStall();
    return passed > 0;
  }

  /** Writes the frames that a stalled peer accepts; returns their number. */
  #passOn(): number {
    const frames = this.#stalled?.take() ?? [];
    for (const frame of frames) this.#raw.write(frame);
    return frames.length;
  }

  /** What `ws` writes itself follows everything that is held, and is held too. */
  #holdAll(): void {
    if (this.#stalled === null || this.#stalled.isCorked) return;
    this.#stalled.isCorked = true;
    this.#stalled.allowed = null;
    this.#raw.cork();
    this.#passOn();
  }

  #endStall(): void {
    if (this.#stalled?.isCorked) this.#raw.uncork();
    this.#stalled = null;
    const closing = this.#heldClose;
    this.#heldClose = null;
    if (closing !== null) this.#sendClose(closing);
  }

  /** `bytes` are the encoded `frames`. */
  write(bytes: Uint8Array, frames: readonly SentFrame[]): void {
    this.#setWriting(frames);
    if (this.#stalled?.isCorked === false) {
      this.#stalled.add(bytes);
      this.#passOn();
    } else if (this.unsent === 0) this.#raw.write(bytes);
    else {
      // Counted, because many small writes occupy more than their bytes.
      this.#waitingWrites += 1;
      this.#raw.write(bytes, this.#onWritten);
    }
    this.#setWriting(noFrames);
  }

  /** The line that sent the next frame of the current write; null for frames that `ws` sends itself. */
  takeLine(): number | null {
    return this.#writing[this.#listed++]?.line ?? null;
  }

  /** `code` null sends a close frame without a code. An invalid code becomes 1011. */
  close(code: number | null, reason: string, line: number | null = null): void {
    this.closedHere = true;
    if (!this.open) return;
    this.#holds.clear();
    this.reader.resume();
    const closing = closingOf(code, reason, line);
    if (this.#stalled === null) this.#sendClose(closing);
    else this.#heldClose = closing;
  }

  terminate(): void {
    this.closedHere = true;
    this.#ws.terminate();
  }

  #sendClose({ code, reason, line }: Closing): void {
    this.#setWriting([{ line }]);
    if (code === null) this.#ws.closeNow();
    else this.#ws.closeNow(code, reason);
    this.#setWriting(noFrames);
  }

  #setWriting(frames: readonly SentFrame[]): void {
    this.#writing = frames;
    this.#listed = 0;
  }
}

/** A close frame that may be sent. */
interface Closing {
  readonly code: number | null;
  readonly reason: string;
  readonly line: number | null;
  readonly frameBytes: number;
}

function closingOf(code: number | null, reason: string, line: number | null): Closing {
  if (code === null) return { code, reason: "", line, frameBytes: 2 };
  const isValid = maySendCloseCode(code);
  const text = isValid ? utf8Prefix(reason.toWellFormed(), closeReasonBytes) : `invalid close code ${code}`;
  const sentCode = isValid ? code : closeCodes.internalError;
  return { code: sentCode, reason: text, line, frameBytes: 4 + Buffer.byteLength(text) };
}

/** Frames that a stalled peer holds, in order. */
class StalledFrames {
  /** What is held is in the corked socket instead, because the peer is closing. */
  isCorked = false;
  bytes = 0;
  /** Since nothing was held. */
  writes = 0;
  /** Messages that the peer accepts, counted since the stall began; null for all. */
  allowed: number | null = 0;
  #frames: Uint8Array[] = [];
  #passed = 0;

  /** Takes the frames apart: each can be passed on alone. */
  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const end = at + frameBytes(bytes.subarray(at));
      this.#frames.push(bytes.subarray(at, end));
      at = end;
    }
    this.bytes += bytes.length;
    this.writes += 1;
  }

  /** The frames up to the last message that the peer accepts. */
  take(): Uint8Array[] {
    const taken: Uint8Array[] = [];
    while (this.#frames.length > 0 && (this.allowed === null || this.#passed < this.allowed)) {
      const frame = this.#frames.shift() ?? noBytes;
      if (((frame[0] ?? 0) & 0x0f) < opcodes.close) this.#passed += 1;
      this.bytes -= frame.length;
      taken.push(frame);
    }
    if (this.#frames.length === 0) this.writes = 0;
    return taken;
  }
}
