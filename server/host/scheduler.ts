// Divides the host's time between rooms: whose turn is next.
import { TokenBucket } from "../protocol/token-bucket.ts";
import type { CpuBudget } from "./cpu-budget.ts";

/** What the scheduler knows of a room. Light rooms are served before all that are not. */
type CpuRecord = Pick<CpuBudget, "proven" | "isLight" | "lightTurns" | "onTrial" | "accounts">;

export interface Runner {
  readonly cpu: CpuRecord;
  /** Someone waits for it or sees what it does. */
  readonly isAttended: boolean;
  /** Takes one turn, and calls `add` again if more work is left. */
  run(): void;
}

/** After this long, the rest of a round waits until sockets have been polled again. */
const roundMs = 10;
/** For rooms that are not light, in one round. Their first long turn ends it. */
const othersMs = 3;
/** A room that is not light and has waited longer than this comes after `trialsBetween` rooms on trial. */
const longestWaitMs = 250;
const trialsBetween = 16;
/** The host's time that rooms without attention may use, and how much of it they may save up, in ms. */
const unattendedMsPerSecond = 250;
const unattendedBurstMs = 25;
/** For reading sockets outside of turns, between two rounds. */
const readMs = 4;

/**
 * Runs rooms that have work, one turn each: light rooms first, then others in a fair order, with socket I/O in between. Rooms
 * that no one attends, such as those with timers and no clients, come last and wait when their share is used up.
 */
export class Scheduler implements Disposable {
  /** Light rooms that have not had their turn in the current round. */
  #round = new Set<Runner>();
  /** Light rooms of the next round. */
  #light = new Set<Runner>();
  readonly #others = new FairOrder();
  readonly #unattended = new Set<Runner>();
  readonly #unattendedTime = new TokenBucket(unattendedMsPerSecond, unattendedBurstMs, performance.now());
  #immediate: NodeJS.Immediate | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** The last turn of a light room was heavy. */
  #wasHeavy = false;
  #readMs = 0;
  #rounds = 0;
  #disposed = false;

  /** Requests a turn. Has no effect if one is already requested. */
  add(runner: Runner): void {
    if (this.#disposed || this.#round.has(runner) || this.#light.has(runner)) return;
    this.#enqueue(runner);
    this.#continue();
  }

  /** A client may have come to a room that waits for its timers. */
  #enqueue(runner: Runner): void {
    if (!runner.isAttended) {
      if (!this.#others.runners.has(runner)) this.#unattended.add(runner);
      return;
    }
    this.#unattended.delete(runner);
    if (this.#others.runners.has(runner)) return;
    if (runner.cpu.proven || runner.cpu.isLight(performance.now())) this.#light.add(runner);
    else this.#others.add(runner);
  }

  remove(runner: Runner): void {
    this.#round.delete(runner);
    this.#light.delete(runner);
    this.#others.runners.delete(runner);
    this.#unattended.delete(runner);
  }

  /** How many times rooms have had turns. Callbacks that are due run in between. */
  get rounds(): number {
    return this.#rounds;
  }

  /** False if reading outside of turns has taken its share of this iteration already. */
  get mayRead(): boolean {
    return this.#readMs <= readMs;
  }

  /** Adds to that share. */
  addRead(ms: number): void {
    this.#readMs += ms;
  }

  /** Reads a socket before its room's next turn, if `mayRead`. */
  readNow(read: () => void): boolean {
    if (!this.mayRead) return false;
    const startedMs = performance.now();
    read();
    this.addRead(performance.now() - startedMs);
    return true;
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    if (this.#immediate) clearImmediate(this.#immediate);
    if (this.#timer) clearTimeout(this.#timer);
    for (const queue of [this.#round, this.#light, this.#others.runners, this.#unattended]) queue.clear();
  }

  // Immediates run right after sockets are polled, so events that arrived together are delivered together.
  #onImmediate(): void {
    this.#readMs = 0;
    this.#rounds += 1;
    if (this.#runLight()) {
      this.#runOthers();
      this.#runUnattended();
    }
    this.#immediate = null;
    if (this.#round.size + this.#light.size + this.#others.runners.size > 0) this.#continue();
    else if (this.#unattended.size > 0) this.#continueLater(this.#unattendedTime.waitMs(0, performance.now()));
  }

  #continue(): void {
    this.#immediate ??= setImmediate(() => this.#onImmediate());
  }

  #continueLater(ms: number) {
    if (ms === 0) return this.#continue();
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#continue();
    }, ms);
  }

  /** Continues the round of light rooms; true if it is complete. */
  #runLight(): boolean {
    if (this.#wasHeavy) this.#reorder();
    this.#wasHeavy = false;
    if (this.#round.size === 0) [this.#round, this.#light] = [this.#light, this.#round];
    const startedMs = performance.now();
    let nowMs = startedMs;
    for (const runner of this.#round) {
      this.#round.delete(runner);
      // Its last turn may have requested this one before it was charged.
      if (!runner.cpu.isLight(nowMs)) {
        this.#others.add(runner);
        continue;
      }
      nowMs += elapsed(runner, nowMs);
      // Not by its time: on a busy machine, most of that may belong to other processes.
      this.#wasHeavy = runner.cpu.lightTurns === 0;
      if (this.#wasHeavy || nowMs - startedMs > roundMs) break;
    }
    return this.#round.size === 0;
  }

  /**
   * After a heavy turn of a light room, more of its kind may follow: learners who have been light for longest are served
   * first, including those that have requested a turn since.
   */
  #reorder(): void {
    const runners = [...this.#round, ...this.#light];
    this.#light.clear();
    const lightTurns = ({ cpu }: Runner) => cpu.accounts.learner.lightTurns;
    this.#round = new Set(runners.sort((a, b) => lightTurns(b) - lightTurns(a)));
  }

  /** One in each iteration of the event loop, while there is time for them. */
  #runUnattended(): void {
    const nowMs = performance.now();
    const [runner] = this.#unattended;
    if (runner === undefined || this.#unattendedTime.waitMs(0, nowMs) > 0) return;
    this.#unattended.delete(runner);
    this.#unattendedTime.take(elapsed(runner, nowMs), performance.now());
  }

  /** Each of the others at most once, so that its next turn comes after sockets were polled; a heavy turn is the last. */
  #runOthers(): void {
    if (this.#others.runners.size === 0) return;
    const startedMs = performance.now();
    const ran = new Set<Runner>();
    for (let nowMs = startedMs; nowMs - startedMs < othersMs; ) {
      const runner = this.#others.take(nowMs);
      if (!runner) return;
      if (ran.has(runner)) {
        this.#others.add(runner);
        return;
      }
      ran.add(runner);
      nowMs += elapsed(runner, nowMs);
      if (runner.cpu.lightTurns === 0) return;
    }
  }
}

/** Runs one turn, begun at `startedMs`. */
function elapsed(runner: Runner, startedMs: number): number {
  runner.run();
  return performance.now() - startedMs;
}

/**
 * Rooms that are heavy or have yet to prove themselves: those on trial first, because their turns have been short so far
 * (the learners with the longest record before the others), then by what their network and their learner have used. Fair
 * to learners within a network, and to networks.
 */
class FairOrder {
  /** With the time since when each waits, the longest first. */
  readonly runners = new Map<Runner, number>();
  #floor = 0;
  #trials = 0;

  add(runner: Runner): void {
    const { network, learner } = runner.cpu.accounts;
    network.used = Math.max(network.used, this.#floor);
    learner.used = Math.max(learner.used, network.floor);
    this.runners.set(runner, performance.now());
  }

  take(nowMs: number): Runner | null {
    const order = this.#isTrialFirst(nowMs) ? precedesOnTrial : precedes;
    let first: Runner | null = null;
    for (const runner of this.runners.keys()) if (first === null || order(runner.cpu, first.cpu)) first = runner;
    if (first === null) return null;
    this.runners.delete(first);
    const { network, learner } = first.cpu.accounts;
    this.#floor = Math.max(this.#floor, network.used);
    network.floor = Math.max(network.floor, learner.used);
    return first;
  }

  /** Otherwise a load would wait for as long as any room is on trial. */
  #isTrialFirst(nowMs: number): boolean {
    this.#trials = (this.#trials + 1) % (trialsBetween + 1);
    const [longest] = this.runners.values();
    return this.#trials > 0 || longest === undefined || nowMs - longest <= longestWaitMs;
  }
}

function precedesOnTrial(a: CpuRecord, b: CpuRecord): boolean {
  if (a.onTrial !== b.onTrial) return a.onTrial;
  const turns = a.accounts.learner.lightTurns - b.accounts.learner.lightTurns;
  return a.onTrial && turns !== 0 ? turns > 0 : precedes(a, b);
}

function precedes(a: CpuRecord, b: CpuRecord): boolean {
  const [{ network, learner }, other] = [a.accounts, b.accounts];
  return network.used === other.network.used ? learner.used < other.learner.used : network.used < other.network.used;
}
