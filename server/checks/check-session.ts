// One running check: its room, its clients, its transcript, and the queue that runs everything the check does in order. Verdicts
// are reproducible because expectations look only after every byte has been answered, and nothing waits for real time.

import type { Socket } from "node:net";
import type { RoomOpened, TranscriptEntry } from "../protocol/checks.ts";
import type { ClockMode } from "../protocol/host.ts";
import { type CallFront, CheckRoom, type NewEntry } from "./check-room.ts";
import { CheckFailure, closedWith, describeRefused } from "./comparison.ts";
import type { ClientState, Connection, Received } from "./connection.ts";
import { formatBytes, formatDuration, formatPayload, quote, truncateEscaped } from "./format.ts";

/** Something a client puts on the wire. */
export interface Write {
  readonly client: ClientState;
  /** 0 by default. */
  readonly bytes?: number;
  readonly write: (connection: Connection) => void;
  /** For the transcript. */
  readonly what: string;
  readonly text?: string;
  /** For failure messages: `sent "hello"`. */
  readonly action: string;
  /** True for a write that may be skipped once the socket is closed. */
  readonly optional?: boolean;
  /** The room has to know of it before anything else is written. */
  readonly isLast?: boolean;
}

/** Consecutive writes of one client go out in one piece up to this size; a larger piece would not arrive as one. */
const batchBytes = 32 << 10;

export class CheckSession {
  readonly clients: ClientState[] = [];
  readonly room: CheckRoom;
  readonly #transcript = new Transcript();
  /** Sockets of handshakes that a check wrote by hand: open until it is over. */
  readonly sockets: Socket[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #batch: Write[] | undefined;
  /** The first thing that went wrong; a `CheckFailure` if the handler is to blame. */
  #failure: Error | undefined;
  #hasExpectation = false;
  #closed = false;
  #lastActionAtMs = 0;

  constructor(call: CallFront, opened: RoomOpened, clock: ClockMode) {
    this.room = new CheckRoom(call, opened, clock, this);
  }

  get transcript(): TranscriptEntry[] {
    return this.#transcript.entries();
  }

  /** Enqueues an expectation; a check without any cannot fail and is rejected. */
  expect<T>(work: () => Promise<T>): Promise<T> {
    this.#hasExpectation = true;
    return this.enqueue(work);
  }

  /** Enqueues a look at what there is once the room has settled; it counts as an expectation. */
  read<T>(look: () => T): Promise<T> {
    return this.expect(async () => {
      await this.room.settle();
      return look();
    });
  }

  connected(client: ClientState): void {
    this.clients.push(client);
    this.#lastActionAtMs = this.room.nowMs;
    for (const each of this.clients) each.happened({ client: client.name, text: "connected" });
  }

  /** The clock moved; failure messages then name the time since a client last did something. */
  advanced(): void {
    const text = `After ${formatDuration(this.room.nowMs - this.#lastActionAtMs)}`;
    for (const each of this.clients) each.happened({ client: null, text });
  }

  /** `atMs` defaults to the room's present time. */
  record(entry: NewEntry, atMs = this.room.nowMs): void {
    this.#transcript.add(atMs, entry);
  }

  /** Runs `work` after everything enqueued before it, unless some of that failed. */
  enqueue<T>(work: () => Promise<T>): Promise<T> {
    this.#batch = undefined;
    return this.#append(work);
  }

  /** Enqueues a write. If it fails, whatever is awaited next rejects. */
  send(write: Write): void {
    if (this.#batch !== undefined) {
      this.#batch.push(write);
      return;
    }
    const batch = [write];
    this.#batch = batch;
    this.#append(() => this.#flush(batch));
  }

  /** Waits for everything enqueued, awaited or not. */
  async finish() {
    await this.enqueue(() => this.room.settle()).catch(() => undefined);
    return { failure: this.#failure, hasExpectation: this.#hasExpectation };
  }

  /** Cuts every connection and rejects what is still enqueued. */
  close(): void {
    this.#closed = true;
    for (const socket of this.sockets) socket.destroy();
    for (const { connection } of this.clients) connection?.terminate();
  }

  #append<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(() => {
      if (this.#closed) throw new Error("This check is over.");
      if (this.#failure !== undefined) throw this.#failure;
      return work();
    });
    this.#queue = result.catch((error: unknown) => {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    });
    return result;
  }

  async #flush(batch: Write[]): Promise<void> {
    if (this.#batch === batch) this.#batch = undefined;
    while (batch.length > 0) {
      await this.room.settle();
      const writes = batch.splice(0, countInOnePiece(batch));
      const [first] = writes;
      const connection = first?.client.connection;
      if (!connection?.open && writes.every(({ optional }) => optional)) continue;
      if (first === undefined || !connection?.open) throw cannotSend(first);
      this.#lastActionAtMs = this.room.nowMs;
      connection.corked(() => {
        for (const { client, write, what, text = "", action } of writes) {
          for (const each of this.clients) each.sent({ client: client.name, text: action });
          this.record({ client: client.name, kind: "sent", what, text });
          write(connection);
        }
      });
      this.room.invalidate();
    }
  }

  /** Moves what arrived to inboxes and transcript, client by client: in the same order in every run. */
  collectArrived(): void {
    for (const { name, connection, inbox, frames } of this.clients) {
      frames.push(...(connection?.arrivedFrames.splice(0) ?? []));
      for (const item of connection?.arrived.splice(0) ?? []) {
        inbox.add(item);
        this.record({ client: name, kind: item.kind === "close" ? "close" : "received", ...transcriptText(item) });
      }
    }
  }
}

function countInOnePiece(writes: readonly Write[]): number {
  let bytes = 0;
  const end = writes.findIndex((write, index) => {
    bytes += write.bytes ?? 0;
    if (index === 0) return false;
    return write.client !== writes[0]?.client || bytes > batchBytes || writes[index - 1]?.isLast === true;
  });
  return end < 0 ? writes.length : end;
}

function cannotSend(write: Write | undefined): Error {
  if (write === undefined) return new Error("There is nothing to send.");
  const { name, connection, inbox } = write.client;
  if (connection === null) {
    const happened = { kind: "refused", text: describeRefused(write.client.refused) } as const;
    return new CheckFailure(`${name} has no connection: the handler refused it.`, happened);
  }
  const how = inbox.closed === undefined ? "is closing" : `closed with ${inbox.closed.code}`;
  const happened = inbox.closed === undefined ? ({ kind: "closed", text: "" } as const) : closedWith(inbox.closed);
  return new CheckFailure(`${name} could not continue (${write.action}): its socket ${how}.`, happened);
}

/** The record of a check, in order. Keeps the first 200 and the last 100 lines. */
class Transcript {
  readonly #first: TranscriptEntry[] = [];
  readonly #last: TranscriptEntry[] = [];
  #dropped = 0;
  #characters = 0;

  add(atMs: number, { client, kind, what, text = "", met, compared }: NewEntry): void {
    // Lines are cut short once the transcript as a whole has become long.
    const shown = truncateEscaped(text, this.#characters < 32_000 ? 2_000 : 120);
    this.#characters += shown.length;
    const entry = { atMs, client, kind, what, text: shown, met: met ?? null, ...(compared && { compared }) };
    if (this.#first.length < 200) {
      this.#first.push(entry);
      return;
    }
    this.#last.push(entry);
    if (this.#last.length <= 100) return;
    this.#last.shift();
    this.#dropped++;
  }

  entries(): TranscriptEntry[] {
    if (this.#dropped === 0) return [...this.#first, ...this.#last];
    const atMs = this.#last[0]?.atMs ?? 0;
    const text = `${this.#dropped} more lines`;
    return [...this.#first, { atMs, client: null, kind: "note", what: "cut", text, met: null }, ...this.#last];
  }
}

function transcriptText(item: Received): { what: string; text: string } {
  switch (item.kind) {
    case "text":
      return { what: "text", text: item.text };
    case "binary":
      return { what: "binary", text: formatBytes(item.data, 400) };
    case "ping":
    case "pong":
      return { what: item.kind, text: item.data.length === 0 ? "" : formatPayload(item.data) };
    case "close":
      return { what: "close", text: item.reason === "" ? String(item.code) : `${item.code} ${quote(item.reason)}` };
    default:
      throw new Error(`Unknown kind: ${item satisfies never}`);
  }
}
