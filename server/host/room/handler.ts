// One version of a learner's code, running in its sandbox.
import type { Fault, GuestEvent, Loaded, Program, Sandbox, Turn } from "../../protocol/guest.ts";
import type { House } from "../house.ts";

/** Rounds of left-over jobs that a handler gets before another takes its place. */
const lastRounds = 64;

type Good = Extract<Loaded, { readonly ok: true }>;

export class Handler implements Disposable {
  readonly version: number;
  readonly style: Good["style"];
  readonly hasUpgrade: boolean;
  /** Promise jobs are left over from the turn before. */
  pending: boolean;
  /** When it wants to be woken, on the room's clock. */
  wakeAtMs: number | null;
  readonly #sandbox: Sandbox;
  readonly #enter: () => void;

  constructor(program: Program, sandbox: Sandbox, loaded: Good, enter: () => void) {
    this.version = program.version;
    this.style = loaded.style;
    this.hasUpgrade = loaded.hasUpgrade;
    this.pending = loaded.turn.pending;
    this.wakeAtMs = loaded.turn.wakeAtMs;
    this.#sandbox = sandbox;
    this.#enter = enter;
  }

  deliver(events: readonly GuestEvent[], nowMs: number): Turn {
    this.#enter();
    const turn = this.#sandbox.deliver(events, nowMs);
    this.pending = turn.pending && !turn.fault;
    this.wakeAtMs = turn.fault ? null : turn.wakeAtMs;
    return turn;
  }

  /** Runs what is left of its jobs, a bounded number of rounds; a turn at a time goes to `onTurn`. */
  finish(nowMs: number, onTurn: (turn: Turn) => void): Fault | null {
    for (let round = 0; round < lastRounds && this.pending; round++) {
      const turn = this.deliver([], nowMs);
      onTurn(turn);
      if (turn.fault) return turn.fault;
    }
    return null;
  }

  /** Tells it that another takes its place; everything it still does, as one turn. */
  retire(nowMs: number): Pick<Turn, "effects" | "fuel" | "fault"> {
    const turns = [this.deliver([{ type: "retire" }], nowMs)];
    this.finish(nowMs, (turn) => turns.push(turn));
    return {
      effects: turns.flatMap(({ effects }) => effects),
      fuel: turns.reduce((sum, { fuel }) => sum + fuel, 0),
      fault: turns.at(-1)?.fault ?? null,
    };
  }

  [Symbol.dispose](): void {
    this.#sandbox[Symbol.dispose]();
  }
}

export type Loading =
  | { readonly ok: true; readonly handler: Handler; readonly turn: Turn }
  | {
      readonly ok: false;
      readonly problems: Extract<Loaded, { readonly ok: false }>["problems"];
      readonly turn: Turn | null;
    };

/** Evaluates a program in a sandbox of its own. Nothing of it is left when it did not load. */
export function loadHandler(house: House, room: string, seed: bigint, program: Program, nowMs: number): Loading {
  const enter = () => house.ledger.enter(room);
  enter();
  const sandbox = house.pool.acquire(seed);
  const loaded = sandbox.load(program, nowMs);
  if (loaded.ok && !loaded.turn.fault) {
    return { ok: true, handler: new Handler(program, sandbox, loaded, enter), turn: loaded.turn };
  }
  sandbox[Symbol.dispose]();
  return { ok: false, problems: loaded.ok ? [] : loaded.problems, turn: loaded.turn };
}
