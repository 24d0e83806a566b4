// One running check: its clients, one order for all that is done, and what it has seen.
import type { RoomOpened, TranscriptEntry } from "../protocol/checks.ts";
import type { ClockMode } from "../protocol/host.ts";
import { type Ask, Room } from "./check-room.ts";
import type { Act, ClientState } from "./client-state.ts";
import type { Connection } from "./connection.ts";
import { CheckFailure } from "./failure.ts";
import { bytesShown, duration, payloadShown, quoted } from "./printable.ts";
import type { Received } from "./received.ts";
import { Transcript } from "./transcript.ts";

/** Something that a client puts on its wire. */
export interface Write {
  readonly player: ClientState;
  readonly bytes: number;
  readonly write: (connection: Connection) => void;
  readonly what: string;
  readonly text: string;
  readonly did: string;
  /** True for what makes no difference to a socket that is closed already. */
  readonly optional?: boolean;
}

/** What one client writes at one moment goes out as one piece, up to here. More would not arrive as one. */
const pieceBytes = 32 << 10;

export class CheckSession {
  readonly players: ClientState[] = [];
  readonly room: Room;
  readonly #transcript = new Transcript();
  #turn: Promise<unknown> = Promise.resolve();
  #piece: Write[] | undefined;
  #failure: Error | undefined;
  #looked = false;
  #over = false;

  constructor(ask: Ask, opened: RoomOpened, clock: ClockMode) {
    this.room = new Room(ask, opened, clock, this.players, {
      onRest: () => this.#commit(),
      onFault: ({ kind, message }) => this.note({ client: null, kind: "fault", what: kind, text: message }),
      onClock: (ms) => this.note({ client: null, kind: "clock", what: "advance", text: `+${duration(ms)}` }),
    });
  }

  /** The first thing that went wrong: a `CheckFailure` when it is the handler's. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Whether the check has asked for anything that could be wrong. */
  get looked(): boolean {
    return this.#looked;
  }

  get transcript(): TranscriptEntry[] {
    return this.#transcript.entries();
  }

  look(): void {
    this.#looked = true;
  }

  /** Something that the next failure's sentence may begin with. */
  did(act: Act): void {
    for (const player of this.players) player.saw(act);
  }

  note(entry: Parameters<Transcript["add"]>[1]): void {
    this.#transcript.add(this.room.nowMs, entry);
  }

  /** Does `work` after everything asked for before, unless something of that failed. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#piece = undefined;
    return this.#enqueue(work);
  }

  /** Writes soon, in order with everything else. A failure shows in the next thing that is awaited. */
  write(write: Write): void {
    if (this.#piece !== undefined) {
      this.#piece.push(write);
      return;
    }
    const piece = [write];
    this.#piece = piece;
    this.#enqueue(() => this.#send(piece));
  }

  /** Waits for everything asked for, awaited or not; what was wrong is in `failure`. */
  async finish(): Promise<void> {
    await this.inTurn(() => this.room.settle()).catch(() => undefined);
  }

  /** Ends every connection and refuses what is still asked for. */
  end(): void {
    this.#over = true;
    for (const { connection } of this.players) connection?.terminate();
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => {
      if (this.#over) throw new Error("This check is over.");
      if (this.#failure !== undefined) throw this.#failure;
      return work();
    });
    this.#turn = result.catch((error: unknown) => {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    });
    return result;
  }

  async #send(piece: Write[]): Promise<void> {
    if (this.#piece === piece) this.#piece = undefined;
    while (piece.length > 0) {
      await this.room.settle();
      const together = piece.splice(0, togetherCount(piece));
      const [first] = together;
      const connection = first?.player.connection;
      if (!connection?.open && together.every(({ optional }) => optional)) continue;
      if (first === undefined || !connection?.open) throw new CheckFailure(cannotWrite(first));
      connection.together(() => {
        for (const { player, write, what, text, did } of together) {
          for (const one of this.players) one.sent({ who: player.name, did });
          this.note({ client: player.name, kind: "sent", what, text });
          write(connection);
        }
      });
      this.room.touched();
    }
  }

  /** What came joins the inboxes and the transcript client by client: in the same order in every run. */
  #commit(): void {
    for (const { name, connection, inbox } of this.players) {
      for (const item of connection?.takeArrived() ?? []) {
        inbox.add(item);
        this.note({ client: name, kind: item.kind === "close" ? "close" : "received", ...recorded(item) });
      }
    }
  }
}

function togetherCount(writes: readonly Write[]): number {
  let bytes = 0;
  const end = writes.findIndex(({ player, bytes: more }, index) => {
    bytes += more;
    return index > 0 && (player !== writes[0]?.player || bytes > pieceBytes);
  });
  return end < 0 ? writes.length : end;
}

function cannotWrite(write: Write | undefined): string {
  if (write === undefined) return "There was nothing to write.";
  const { name, connection, inbox } = write.player;
  if (connection === null) return `${name} has no connection: the handler refused it.`;
  const how = inbox.closed === undefined ? "is closing" : `closed with ${inbox.closed.code}`;
  return `${name} was to go on (${write.did}), but the socket ${how}.`;
}

function recorded(item: Received): { what: string; text: string } {
  switch (item.kind) {
    case "text":
      return { what: "text", text: item.text };
    case "binary":
      return { what: "binary", text: bytesShown(item.data, 400) };
    case "ping":
    case "pong":
      return { what: item.kind, text: item.data.length === 0 ? "" : payloadShown(item.data) };
    case "close":
      return { what: "close", text: item.reason === "" ? String(item.code) : `${item.code} ${quoted(item.reason)}` };
    default:
      throw new Error(`No such kind: ${item satisfies never}`);
  }
}
