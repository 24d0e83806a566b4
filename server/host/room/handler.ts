// One version of a learner's code, running in its sandbox.
import type { GuestEvent, Loaded, Program, Sandbox, Turn } from "../../protocol/guest.ts";
import type { HostServices } from "../host-services.ts";

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

  /** While watched, what it sends carries the line that sent it. */
  watch(on: boolean): void {
    this.#sandbox.watch(on);
  }

  [Symbol.dispose](): void {
    this.#sandbox[Symbol.dispose]();
  }
}

/** A handler whose top level has run; `turn` is what it did there. */
export interface LoadedHandler {
  readonly ok: true;
  readonly handler: Handler;
  readonly turn: Turn;
}

export type Loading =
  | LoadedHandler
  | {
      readonly ok: false;
      readonly problems: Extract<Loaded, { readonly ok: false }>["problems"];
      readonly turn: Turn | null;
    };

/** Evaluates a program in a sandbox of its own. Nothing of it is left when it did not load. */
export function loadHandler(house: HostServices, room: string, seed: bigint, program: Program, nowMs: number): Loading {
  const enter = () => house.crashMarker.enter(room);
  enter();
  const sandbox = house.pool.acquire(seed);
  const loaded = sandbox.load(program, nowMs);
  if (loaded.ok && !loaded.turn.fault) {
    return { ok: true, handler: new Handler(program, sandbox, loaded, enter), turn: loaded.turn };
  }
  sandbox[Symbol.dispose]();
  return { ok: false, problems: loaded.ok ? [] : loaded.problems, turn: loaded.turn };
}
