// One version of the learner's code in its sandbox.
import type { GuestEvent, Loaded, Program, Sandbox, Turn } from "../../protocol/guest.ts";

export type LoadedProgram = Extract<Loaded, { readonly ok: true }>;

export class Handler implements Disposable {
  readonly program: Program;
  readonly style: LoadedProgram["style"];
  readonly hasUpgrade: boolean;
  /** Promise jobs are left from the last turn. */
  jobsPending: boolean;
  /** When it needs its next wake-up, on the room's clock. */
  wakeAtMs: number | null;
  readonly sandbox: Sandbox;
  readonly #beforeTurn: (sandbox: Sandbox) => void;

  constructor(program: Program, sandbox: Sandbox, loaded: LoadedProgram, beforeTurn: (sandbox: Sandbox) => void) {
    this.program = program;
    this.style = loaded.style;
    this.hasUpgrade = loaded.hasUpgrade;
    this.jobsPending = loaded.turn.pending;
    this.wakeAtMs = loaded.turn.wakeAtMs;
    this.sandbox = sandbox;
    this.#beforeTurn = beforeTurn;
  }

  deliver(events: readonly GuestEvent[], nowMs: number): Turn {
    this.#beforeTurn(this.sandbox);
    const turn = this.sandbox.deliver(events, nowMs);
    this.jobsPending = turn.pending && !turn.fault;
    this.wakeAtMs = turn.fault ? null : turn.wakeAtMs;
    return turn;
  }

  [Symbol.dispose](): void {
    this.sandbox[Symbol.dispose]();
  }
}
