// How old code makes room for new code: turn by turn, so that neighbours get theirs in between.

import type { Fault, GuestEvent, Turn } from "../../protocol/guest.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { Handler, LoadedHandler } from "./handler.ts";
import type { Load } from "./handler-slot.ts";
import { inherit, type Unread } from "./hot-swap-inheritance.ts";
import type { RoomServices } from "./room-services.ts";

/** In one go no longer than this; then it goes on in the room's next turn. */
const inOneGoMs = 20;

const retire: GuestEvent = { type: "retire" };

/** One handler taking over from another, or from none. */
export class HotSwap implements Disposable {
  readonly load: Load;
  readonly successor: LoadedHandler;
  readonly #parts: RoomServices;
  readonly #steps: Generator<undefined, Unread[]>;
  #adopted = false;

  constructor(parts: RoomServices, old: Handler | null, successor: LoadedHandler, load: Load) {
    this.#parts = parts;
    this.load = load;
    this.successor = successor;
    this.#steps = old ? this.#retire(old) : nothingToDo();
  }

  /** True when the old code is done and what it leaves behind was taken over. */
  goOn(): boolean {
    const deadline = performance.now() + inOneGoMs;
    for (let step = this.#steps.next(); ; step = this.#steps.next()) {
      if (step.done) {
        this.#adopt(step.value);
        return true;
      }
      if (performance.now() > deadline) return false;
    }
  }

  /** Without having been finished, the successor is not needed. */
  [Symbol.dispose](): void {
    if (!this.#adopted) this.successor.handler[Symbol.dispose]();
  }

  #adopt(unread: readonly Unread[]): void {
    const { members, inbox } = this.#parts;
    this.#adopted = true;
    if (this.load.swap === "restart") members.dismissAll(closeCodes.serviceRestart, "new code was loaded");
    for (const event of inherit({ members, unread, queued: inbox.takeAll() })) inbox.push(event);
    members.beginAnew();
  }

  /** Lets it answer what it has taken, tells it to end, and asks for what nobody has received. */
  *#retire(old: Handler): Generator<undefined, Unread[]> {
    const { effects } = this.#parts;
    const unread: Unread[] = [];
    const crashed = yield* this.#finish(old, [], (turn) => effects.applyAll(turn.effects, old.version));
    if (crashed) return unread;
    yield* this.#finish(old, [retire], (turn) => {
      effects.applySpoken(turn.effects, old.version);
      unread.push(...turn.effects.filter((effect) => effect.type === "unread"));
    });
    return unread;
  }

  /** Delivers, then runs what is left of its jobs, within the fuel of one turn; the fault that ended it, if one did. */
  *#finish(old: Handler, events: GuestEvent[], onTurn: (turn: Turn) => void): Generator<undefined, Fault | null> {
    const { clock, pace, faults, house } = this.#parts;
    let waiting = events;
    let fuel = 0;
    while ((waiting.length > 0 || old.pending) && fuel < house.limits.turnFuel) {
      const turn = old.deliver(waiting, clock.now());
      waiting = waiting.slice(turn.consumed);
      fuel += turn.fuel;
      pace.spend(turn.fuel);
      onTurn(turn);
      if (turn.fault) faults.report({ ...turn.fault, stops: false });
      if (turn.fault) return turn.fault;
      yield;
    }
    return null;
  }
}

// biome-ignore lint/correctness/useYield: there is nothing to do
function* nothingToDo(): Generator<undefined, Unread[]> {
  return [];
}
