// Decides where and when rooms open. Rooms that may delay others go to the spare, where they delay only each other. Opening a room
// takes a host milliseconds, and after a host is lost hundreds of rooms are needed at once: a few are opened at a time per host,
// those that someone waits for first.
import type { RoomOwner } from "../../protocol/host.ts";
import type { HostProcess, Hosts } from "../fleet/hosts.ts";
import type { Budgets } from "../gate/budgets.ts";
import { HttpProblem, recovering } from "../http/problem.ts";
import type { Room } from "./room-registry.ts";

/** After a limit stopped a newcomer's room, other newcomers are kept apart for this long. */
const alertMs = 60_000;

export class Placement {
  readonly #hosts: Hosts;
  readonly #budgets: Budgets;
  #alertUntilMs = 0;

  constructor({ hosts, budgets }: { readonly hosts: Hosts; readonly budgets: Budgets }) {
    this.#hosts = hosts;
    this.#budgets = budgets;
  }

  /** The least loaded host, or the spare for a room that is kept apart. Throws a 503 while there is none. */
  hostFor(room: Room): HostProcess {
    const host = (this.#isApart(room) ? this.#hosts.spare : null) ?? this.#hosts.leastLoaded();
    if (host !== null) return host;
    const detail = "No host is available right now. Try again in a moment.";
    throw new HttpProblem(503, detail, { name: "no-host", retryAfterS: 1 });
  }

  /** True if the room is with those that it should be kept away from, or no longer has to be. */
  isMisplaced(room: Room, host: HostProcess): boolean {
    return this.hostFor(room) !== host && this.#isApart(room) !== (host === this.#hosts.spare);
  }

  /** A limit stopped this version of the room's code. */
  stopped(room: Room, version: number, nowMs: number): void {
    room.stop(version, nowMs);
    const { learners } = this.#budgets;
    if (!learners.isKnown(room.learner, nowMs)) this.#alertUntilMs = nowMs + alertMs;
    learners.stopped(room.learner, nowMs);
  }

  /** Dropping a cookie makes anyone a newcomer, so one that is stopped may be followed by many. */
  #isApart(room: Room): boolean {
    const nowMs = Date.now();
    if (room.isSuspect(nowMs)) return true;
    return nowMs < this.#alertUntilMs && !this.#budgets.learners.isKnown(room.learner, nowMs);
  }
}

/** Enough to keep a host busy; a host that dies takes no more of them along. */
const openingsPerHost = 4;
/** An opening that waits for its room's CPU leaves its place to others after this long. */
const placeMs = 250;

type OpeningHost = Pick<HostProcess, "opening" | "ready">;
type WaitingRoom = Readonly<Pick<Room, "kind" | "waiting">>;

/** A place in a host, until it is disposed. */
export interface Opening<Host> extends Disposable {
  readonly host: Host;
}

interface Entry<Waiting, Host> {
  readonly room: Waiting;
  readonly owner: RoomOwner;
  readonly opening: PromiseWithResolvers<Opening<Host>>;
}

export class OpeningQueue<Waiting extends WaitingRoom, Host extends OpeningHost> {
  readonly #place: (room: Waiting) => Host;
  readonly #entries = new Set<Entry<Waiting, Host>>();
  /** When each network and each learner had its last turn, while rooms wait. */
  readonly #turnOf = new Map<string, number>();
  #turns = 0;

  /** `place` chooses the host to open a room in, and throws if there is none. */
  constructor(place: (room: Waiting) => Host) {
    this.#place = place;
  }

  /**
   * Resolves when the room may be opened. Rooms for which no one waits come last, those of learners who are known first, then those
   * of checks, which are few at a time and cannot wait long; among equals, networks take turns, then learners.
   */
  enter(room: Waiting, owner: RoomOwner): Promise<Opening<Host>> {
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

  #first(): Entry<Waiting, Host> | undefined {
    let first: Entry<Waiting, Host> | undefined;
    for (const entry of this.#entries) if (first === undefined || this.#precedes(entry, first)) first = entry;
    return first;
  }

  #precedes(a: Entry<Waiting, Host>, b: Entry<Waiting, Host>): boolean {
    const [mine, other] = [this.#placeOf(a), this.#placeOf(b)];
    const differs = mine.findIndex((value, index) => value !== other[index]);
    return differs >= 0 && (mine[differs] ?? 0) < (other[differs] ?? 0);
  }

  /** The smaller comes first, by its first number that differs. */
  #placeOf({ room, owner: { learner, network, isKnown } }: Entry<Waiting, Host>): number[] {
    const rank = room.waiting === 0 ? 3 : isKnown ? 0 : room.kind === "check" ? 1 : 2;
    return [rank, this.#turnOf.get(`network ${network}`) ?? 0, this.#turnOf.get(`learner ${learner}`) ?? 0];
  }

  #countTurn({ learner, network }: RoomOwner): void {
    this.#turns++;
    this.#turnOf.set(`network ${network}`, this.#turns);
    this.#turnOf.set(`learner ${learner}`, this.#turns);
  }

  #occupy(host: Host): Opening<Host> {
    host.opening++;
    const place = new DisposableStack();
    place.defer(() => {
      host.opening--;
      this.#next();
    });
    const end = () => place.dispose();
    const startTimer = () => {
      if (place.disposed) return;
      const timer = setTimeout(end, placeMs);
      place.defer(() => clearTimeout(timer));
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
