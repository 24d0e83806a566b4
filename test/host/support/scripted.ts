// Sandboxes that do exactly what a test says: for the corners of the contract that no learner's code reaches at will.
import type { BootImage } from "../../../server/host/sandbox/boot-image.ts";
import type {
  Effect,
  GuestEvent,
  Loaded,
  Program,
  Sandbox,
  SandboxPool,
  Turn,
} from "../../../server/protocol/guest.ts";

/** What one version does: an answer for each batch of events. */
export interface Script {
  readonly hasUpgrade?: boolean;
  load?(): Loaded;
  turn(events: readonly GuestEvent[], nowMs: number, isCurbed?: boolean): Partial<Turn>;
}

export const emptyTurn: Turn = { effects: [], consumed: 0, pending: false, wakeAtMs: null, fuel: 100, fault: null };

/** `scripts` by the program's `js`. Counts the sandboxes that are alive. */
export class ScriptedPool implements SandboxPool {
  alive = 0;
  /** Of the sandbox that had the last turn. */
  isMuted = false;
  readonly #scripts: Readonly<Record<string, Script>>;

  constructor(scripts: Readonly<Record<string, Script>>) {
    this.#scripts = scripts;
  }

  get image(): BootImage {
    throw new Error("A scripted pool has no image.");
  }

  acquire(): Sandbox {
    this.alive += 1;
    return new ScriptedSandbox(this, this.#scripts);
  }

  [Symbol.dispose](): void {}
}

class ScriptedSandbox implements Sandbox {
  readonly memoryBytes = 0;
  readonly #pool: ScriptedPool;
  readonly #scripts: Readonly<Record<string, Script>>;
  #script: Script | undefined;
  #isCurbed = false;

  constructor(pool: ScriptedPool, scripts: Readonly<Record<string, Script>>) {
    this.#pool = pool;
    this.#scripts = scripts;
  }

  load(program: Program): Loaded {
    this.#script = this.#scripts[program.js];
    if (!this.#script)
      return {
        ok: false,
        turn: null,
        problems: [{ line: 1, column: 1, message: "no such script", severity: "error" }],
      };
    return (
      this.#script.load?.() ?? {
        ok: true,
        turn: emptyTurn,
        hasUpgrade: this.#script.hasUpgrade ?? false,
        style: "loop",
      }
    );
  }

  deliver(events: readonly GuestEvent[], nowMs: number): Turn {
    if (!this.#script) throw new Error("A sandbox was given events before a program or after its end.");
    const turn = { ...emptyTurn, consumed: events.length, ...this.#script.turn(events, nowMs, this.#isCurbed) };
    // Nothing may be delivered after a fault that stopped it.
    if (turn.fault) this.#script = undefined;
    return turn;
  }

  watch(): void {}

  curb(on: boolean): void {
    this.#isCurbed = on;
  }

  mute(on: boolean): void {
    this.#pool.isMuted = on;
  }

  [Symbol.dispose](): void {
    this.#pool.alive -= 1;
    this.#script = undefined;
  }
}

/** Sends every text and binary message back. */
export const echo: Script = {
  turn: (events) => ({
    effects: events.flatMap((event): Effect[] => (event.type === "text" || event.type === "binary" ? [event] : [])),
  }),
};

/** Never comes to rest: each turn takes a few milliseconds and leaves jobs over. */
export const restless: Script = {
  turn: () => {
    const untilMs = performance.now() + 4;
    while (performance.now() < untilMs);
    return { pending: true, fuel: 1_200_000 };
  },
};
