// Runs one learner's handler in its own engine instance: events in, effects out, stopped at its limits.
import type { GuestEvent, Loaded, Problem, Program, Sandbox, Storage, Turn } from "../../protocol/guest.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { BootImage } from "./boot-image.ts";
import { nothingThrown } from "./effects.ts";
import type { FuelLimit, QuickJs } from "./engine.ts";
import { exceptionValue, type Value } from "./engine-memory.ts";
import { isOutOfMemory, thrownText } from "./fault.ts";
import { GuestRun } from "./run.ts";

export class GuestSandbox implements Sandbox {
  readonly #image: BootImage;
  readonly #engine: QuickJs;
  readonly #limits: Limits;
  readonly #release: (healthy: boolean) => void;
  readonly #storage: Storage | undefined;
  #run: GuestRun | null = null;
  #watched = false;
  #curbed = false;
  #released = false;

  /** Calls `release` when it no longer needs its instance. Only a healthy instance may be reused. */
  constructor(
    image: BootImage,
    engine: QuickJs,
    limits: Limits,
    release: (healthy: boolean) => void,
    storage?: Storage,
  ) {
    this.#image = image;
    this.#engine = engine;
    this.#limits = limits;
    this.#release = release;
    this.#storage = storage;
  }

  get memoryBytes(): number {
    return this.#released ? 0 : this.#engine.memory.bytes.length;
  }

  load(program: Program, nowMs: number): Loaded {
    const run = new GuestRun(this.#image, this.#engine, this.#limits, program, this.#storage);
    this.#run = run;
    run.callSites.enabled = this.#watched;
    run.begin(nowMs);
    const fuelLimit = this.#fuelLimit("loadFuel");
    run.fuelMeter.grant(this.#limits[fuelLimit]);
    let problem: Problem | null = null;
    try {
      problem = this.#evaluate(run, program);
    } catch (error) {
      run.end(error, fuelLimit);
    }
    const turn = turnOf(run, 0);
    if (turn.fault !== null) problem = problemAt(turn.fault.message, turn.fault);
    if (problem !== null) return { ok: false, turn, problems: [problem] };
    const { found } = run.effects;
    if (found === null || found.style === null) {
      return { ok: false, turn, problems: [problemAt(found?.problem ?? "The handler did not load.", null)] };
    }
    return { ok: true, turn, style: found.style, hasUpgrade: found.hasUpgrade };
  }

  deliver(events: readonly GuestEvent[], nowMs: number): Turn {
    const run = this.#run;
    if (run === null) throw new Error("A sandbox received events before a program.");
    if (run.fault !== null) return turnOf(run, 0);
    run.begin(nowMs);
    run.turnLimit = this.#fuelLimit("turnFuel");
    let consumed = 0;
    try {
      let settled = !run.pending || run.settle(null);
      while (settled && consumed < events.length && run.mayContinue) {
        const event = events[consumed];
        if (event === undefined) break;
        consumed += 1;
        const peer = "peer" in event ? event.peer : null;
        run.deliver(event, peer);
        settled = run.settle(peer);
      }
    } catch (error) {
      run.end(error, run.turnLimit);
    }
    return turnOf(run, consumed);
  }

  curb(on: boolean): void {
    this.#curbed = on;
  }

  mute(on: boolean): void {
    if (this.#run !== null) this.#run.effects.muted = on;
  }

  watch(on: boolean): void {
    this.#watched = on;
    if (this.#run !== null) this.#run.callSites.enabled = on;
  }

  [Symbol.dispose](): void {
    if (this.#released) return;
    this.#released = true;
    this.#run?.close();
    this.#release((this.#run?.fault ?? null) === null);
  }

  #fuelLimit(usual: "turnFuel" | "loadFuel"): FuelLimit {
    return this.#curbed && this.#limits.newcomerFuel < this.#limits[usual] ? "newcomerFuel" : usual;
  }

  /** Runs the module's top level and reads its exports. All of it is one turn. */
  #evaluate(run: GuestRun, program: Program): Problem | null {
    const engine = this.#engine;
    const promise = engine.evaluate(program.js, program.file, "module");
    run.linked();
    if (promise === exceptionValue) return loadProblem(run, engine.exception());
    if (engine.promiseState(promise) === promiseStates.rejected)
      run.endIfInterrupted(run.diagnostics.describe(engine.promiseResult(promise)));
    run.endIfInterrupted(nothingThrown);
    while (run.runJob(null));
    const state = engine.promiseState(promise);
    if (state === promiseStates.pending) return problemAt(unfinished, null);
    const result = engine.promiseResult(promise);
    if (state === promiseStates.rejected) return loadProblem(run, result);
    engine.argumentValue(0, result);
    const answer = engine.call(this.#image.entries.loaded, this.#image.listener, 1);
    if (answer === exceptionValue) return loadProblem(run, engine.exception());
    run.loaded();
    run.settle(null);
    return null;
  }
}

/** quickjs.h, JSPromiseStateEnum. */
const promiseStates = { pending: 0, fulfilled: 1, rejected: 2 } as const;

const unfinished =
  "The top level of your handler is still waiting, so nothing can be served. Move that await into a function.";

function loadProblem(run: GuestRun, error: Value): Problem {
  const thrown = run.diagnostics.describe(error);
  run.rejections.clear();
  run.endIfInterrupted(thrown);
  if (isOutOfMemory(thrown)) run.reportThrown("error", thrown, null);
  if (run.refused !== null) return problemAt(thrown.message, run.places.importOf(run.refused));
  return problemAt(thrownText(run.explain(thrown)), run.places.trace(thrown.stack).place);
}

function problemAt(message: string, place: { line: number | null; column: number | null } | null): Problem {
  return { line: place?.line ?? 1, column: place?.column ?? 1, message, severity: "error" };
}

function turnOf(run: GuestRun, consumed: number): Turn {
  const { fault } = run;
  return {
    effects: run.effects.take(),
    consumed,
    pending: fault === null && run.pending,
    wakeAtMs: fault === null ? run.effects.wakeAtMs : null,
    fuel: run.fuelMeter.used + run.callSites.fuel,
    fault,
  };
}
