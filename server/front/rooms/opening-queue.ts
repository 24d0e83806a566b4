// Rooms that wait to be opened: a few at a time per host, those that someone waits for first. Opening a room takes a host
// milliseconds, and after a host is lost hundreds of rooms are needed at once.
import type { RoomOwner } from "../../protocol/host.ts";
import { recovering } from "../http/problem.ts";

/** Enough to keep a host busy; a host that dies takes no more of them along. */
const openingsPerHost = 4;
/** An opening that waits for its room's CPU leaves its place to others after this long. */
const placeMs = 250;

interface OpeningHost {
  /** Rooms that are being opened there. */
  opening: number;
  readonly ready: Promise<void>;
}

interface WaitingRoom {
  /** Those of checks are few at a time, and a run cannot wait long. */
  readonly kind: "own" | "check";
  /** Callers that wait until the room is open. */
  readonly waiting: number;
}

/** A place in a host, until it is disposed. */
export interface Opening<Host> extends Disposable {
  readonly host: Host;
}

interface Entry<Room, Host> {
  readonly room: Room;
  readonly owner: RoomOwner;
  readonly opening: PromiseWithResolvers<Opening<Host>>;
}

export class OpeningQueue<Room extends WaitingRoom, Host extends OpeningHost> {
  readonly #place: (room: Room) => Host;
  readonly #entries = new Set<Entry<Room, Host>>();
  /** When each network and each learner had its last turn, while rooms wait. */
  readonly #turnOf = new Map<string, number>();
  #turns = 0;

  /** `place` chooses the host to open a room in, and throws if there is none. */
  constructor(place: (room: Room) => Host) {
    this.#place = place;
  }

  /**
   * Resolves when the room may be opened. Rooms for which no one waits come last, those of learners who are known first, then those of
   * checks; among equals, networks take turns, then learners.
   */
  enter(room: Room, owner: RoomOwner): Promise<Opening<Host>> {
    const opening = Promise.withResolvers<Opening<Host>>();
    if (this.#entries.size === 0) this.#turnOf.clear();
    this.#entries.add({ room, owner, opening });
    this.#next();
    return opening.promise;
  }

  #next(): void {
    for (let entry = this.#first(); entry !== undefined; entry = this.#first()) {
      try {
        const host = this.#place(entry.room);
        if (host.opening >= openingsPerHost) return;
        entry.opening.resolve(this.#occupy(host));
      } catch (error) {
        entry.opening.reject(error);
      }
      this.#entries.delete(entry);
      this.#countTurn(entry.owner);
    }
  }

  #first(): Entry<Room, Host> | undefined {
    let first: Entry<Room, Host> | undefined;
    for (const entry of this.#entries) if (first === undefined || this.#precedes(entry, first)) first = entry;
    return first;
  }

  #precedes(a: Entry<Room, Host>, b: Entry<Room, Host>): boolean {
    const [mine, other] = [this.#placeOf(a), this.#placeOf(b)];
    const differs = mine.findIndex((value, index) => value !== other[index]);
    return differs >= 0 && (mine[differs] ?? 0) < (other[differs] ?? 0);
  }

  /** The smaller comes first, by its first number that differs. */
  #placeOf({ room, owner: { learner, address, isKnown } }: Entry<Room, Host>): number[] {
    const rank = room.waiting === 0 ? 3 : isKnown ? 0 : room.kind === "check" ? 1 : 2;
    return [rank, this.#turnOf.get(`network ${address}`) ?? 0, this.#turnOf.get(`learner ${learner}`) ?? 0];
  }

  #countTurn({ learner, address }: RoomOwner): void {
    this.#turns++;
    this.#turnOf.set(`network ${address}`, this.#turns);
    this.#turnOf.set(`learner ${learner}`, this.#turns);
  }

  #occupy(host: Host): Opening<Host> {
    host.opening++;
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const end = () => {
      clearTimeout(timer);
      if (isOver) return;
      isOver = true;
      host.opening--;
      this.#next();
    };
    const startTimer = () => {
      if (!isOver) timer = setTimeout(end, placeMs);
    };
    host.ready.then(startTimer, () => undefined);
    return { host, [Symbol.dispose]: end };
  }
}

/** Throws a 503 if that takes too long. The opening continues: a client that comes again finds the room open. */
export async function inTime<Host>(opened: Promise<Host>, openMs: number): Promise<Host> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(recovering()), openMs);
  try {
    return await Promise.race([opened, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
