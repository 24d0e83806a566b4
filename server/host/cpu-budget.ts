// CPU budget of each room over time: every kind of work is charged to its learner, and long turns to the network too.
import type { RoomPlan } from "../protocol/host.ts";
import type { Limits } from "../protocol/limits.ts";
import { TokenBucket } from "../protocol/token-bucket.ts";
import { CpuClock, fuelPerMs } from "./sandbox/cpu-clock.ts";

/** A turn with more fuel is heavy (about 5 ms). */
const heavyFuel = 1_000_000;
/** So is other work that takes longer; less could be what a busy machine did in between. */
const heavyMs = 25;
/** Light turns in a row after which a room counts as light. */
const turnsToProve = 10;
/** A learner is proven after as many in any of their rooms and this much time: their new code is then light at once. */
const msToProve = 2_000;
/** After a limit stopped a newcomer's room, others of the network are under suspicion for this long. */
const suspectMs = 60_000;
/** A turn that is not heavy is charged to its network in part only: a whole class may share one. */
const lightShare = 1 / 16;
/** A newcomer may save up this share of `fuelBurst`; each light turn and each second add the shares below. */
const newcomerShare = 1 / 4;
const sharePerLightTurn = 1 / 200;
const sharePerSecond = 1 / 120;
/** Learners and networks at rest are forgotten when there are more. */
const accountsKept = 1_000;
/** The shortest wait, so that a room waits once instead of between every two turns. */
const minWaitMs = 20;

/** The CPU that one learner's rooms, or one network's, have used. */
export class Account {
  readonly bucket: TokenBucket;
  /** Place in the fair order, in fuel: who has used less comes first. */
  used = 0;
  /** The place of the member that was served last: one that was away continues from here, not before everyone else. */
  floor = 0;

  constructor(bucket: TokenBucket) {
    this.bucket = bucket;
  }

  isAtRest(nowMs: number): boolean {
    return this.bucket.isFull(nowMs);
  }
}

/** A learner's account: what may be saved up grows while the learner's rooms behave. */
export class LearnerAccount extends Account {
  /** For calls in other threads, which no room waits for: as much again. */
  readonly offloaded: TokenBucket;
  readonly #fullBurst: number;
  #share = newcomerShare;
  #atMs: number;
  /** Turns in a row, of any room, that were not heavy; and the time of the first. */
  #lightTurns = 0;
  #lightSinceMs = 0;

  constructor(fuelPerSecond: number, fuelBurst: number, nowMs: number) {
    super(new TokenBucket(fuelPerSecond, fuelBurst * newcomerShare, nowMs));
    this.offloaded = new TokenBucket(fuelPerSecond, fuelBurst, nowMs);
    this.#fullBurst = fuelBurst;
    this.#atMs = nowMs;
  }

  override isAtRest(nowMs: number): boolean {
    return super.isAtRest(nowMs) && this.offloaded.isFull(nowMs);
  }

  /** True unless most of what may be saved up is used. */
  isAtEase(nowMs: number): boolean {
    return this.bucket.waitMs(this.bucket.burst / 2, nowMs) === 0;
  }

  get lightTurns(): number {
    return this.#lightTurns;
  }

  /** The turns of all the learner's rooms have been light for a while. */
  isProven(nowMs: number): boolean {
    return this.#lightTurns >= turnsToProve && nowMs - this.#lightSinceMs >= msToProve;
  }

  addLightTurn(nowMs: number): void {
    if (this.#lightTurns === 0) this.#lightSinceMs = nowMs;
    this.#lightTurns += 1;
    if (this.#share >= 1) return;
    this.#grow(this.#share + sharePerLightTurn + ((nowMs - this.#atMs) / 1000) * sharePerSecond);
    this.#atMs = nowMs;
  }

  addHeavyTurn(): void {
    this.#lightTurns = 0;
  }

  /** The front has known the learner for a while, but this host has not. */
  vouchFor(): void {
    this.#lightTurns = turnsToProve;
    this.#lightSinceMs = Number.NEGATIVE_INFINITY;
  }

  /** A limit stopped one of the learner's rooms. */
  restart(nowMs: number): void {
    this.#lightTurns = 0;
    this.#atMs = nowMs;
    this.#grow(newcomerShare);
  }

  #grow(share: number): void {
    this.#share = Math.min(1, share);
    this.bucket.burst = this.#fullBurst * this.#share;
  }
}

class NetworkAccount extends Account {
  #suspectUntilMs = Number.NEGATIVE_INFINITY;

  /** A limit stopped a newcomer's room. */
  suspect(nowMs: number): void {
    this.#suspectUntilMs = nowMs + suspectMs;
  }

  isSuspect(nowMs: number): boolean {
    return nowMs < this.#suspectUntilMs;
  }

  override isAtRest(nowMs: number): boolean {
    return super.isAtRest(nowMs) && !this.isSuspect(nowMs);
  }
}

export interface RoomAccounts {
  readonly learner: LearnerAccount;
  readonly network: NetworkAccount;
}

/** The accounts of a host. They outlive their rooms, so that a new room brings no fresh allowance. */
export class CpuAccounts {
  readonly clock = new CpuClock();
  readonly #limits: Limits;
  readonly #learners = new Map<string, LearnerAccount>();
  readonly #networks = new Map<string, NetworkAccount>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  of(plan: RoomPlan): RoomAccounts {
    const { owner, budget, room } = plan;
    const nowMs = performance.now();
    // A shared room works for many: it must not use up what its owner's other rooms may use.
    const key = budget === "shared" ? `shared ${room}` : owner.learner;
    const { networkFuelPerSecond, networkFuelBurst } = this.#limits;
    const newNetwork = () => new NetworkAccount(new TokenBucket(networkFuelPerSecond, networkFuelBurst, nowMs));
    const learner = this.#learners.get(key) ?? this.#newLearner(plan, nowMs);
    const network = this.#networks.get(owner.network) ?? newNetwork();
    keep(this.#learners, key, learner, nowMs);
    keep(this.#networks, owner.network, network, nowMs);
    return { learner, network };
  }

  #newLearner({ owner, reopened, budget }: RoomPlan, nowMs: number): LearnerAccount {
    const { fuelPerSecond, fuelBurst, classroomFuelPerSecond, classroomFuelBurst } = this.#limits;
    const account =
      budget === "shared"
        ? new LearnerAccount(classroomFuelPerSecond, classroomFuelBurst, nowMs)
        : new LearnerAccount(fuelPerSecond, fuelBurst, nowMs);
    if (owner.isKnown) account.vouchFor();
    if (reopened) account.bucket.take(account.bucket.burst, nowMs);
    return account;
  }
}

function keep<Kept extends Account>(accounts: Map<string, Kept>, key: string, account: Kept, nowMs: number): void {
  accounts.delete(key);
  if (accounts.size >= accountsKept) {
    for (const [other, kept] of accounts) if (kept.isAtRest(nowMs)) accounts.delete(other);
  }
  accounts.set(key, account);
}

/** A room's CPU: measures and charges its work, and makes it wait when its share is used up. */
export class CpuBudget implements Disposable {
  readonly accounts: RoomAccounts;
  readonly #clock: CpuClock;
  readonly #exempt: boolean;
  readonly #onRefill: () => void;
  #timer: NodeJS.Timeout | null = null;
  #lightTurns: number;
  #isWorking = false;
  /** Turns in the current work, and their fuel. */
  #turns = 0;
  #fuel = 0;
  #readFuel = 0;

  /** Calls `onRefill` after each wait. Rooms of checks do not wait: their run limits them. */
  constructor(plan: RoomPlan, accounts: CpuAccounts, onRefill: () => void) {
    this.accounts = accounts.of(plan);
    this.#clock = accounts.clock;
    this.#exempt = plan.budget === "check";
    this.#onRefill = onRefill;
    this.#lightTurns = this.#exempt ? turnsToProve : 0;
  }

  get waiting(): boolean {
    return this.#timer !== null;
  }

  get lightTurns(): number {
    return this.#lightTurns;
  }

  /** True if the room itself has proven that its turns are short. */
  get proven(): boolean {
    return this.#lightTurns >= turnsToProve;
  }

  /** True if the room or its learner has proven that turns are short, and the learner uses little CPU. */
  isLight(nowMs: number): boolean {
    const { learner } = this.accounts;
    return (this.proven || learner.isProven(nowMs)) && (this.#exempt || learner.isAtEase(nowMs));
  }

  /** True for a room without a record where a limit has lately stopped others like it: its turns have to be shorter. */
  get suspect(): boolean {
    const nowMs = performance.now();
    return !this.#exempt && this.accounts.network.isSuspect(nowMs) && !this.isLight(nowMs);
  }

  /** True while the room has a record that is not sufficient yet. */
  get onTrial(): boolean {
    return this.#lightTurns > 0 && !this.proven;
  }

  /** New code has no record of its own. */
  restart(): void {
    if (!this.#exempt) this.#lightTurns = 0;
  }

  /** A limit stopped the room's code. */
  stopped(): void {
    const nowMs = performance.now();
    if (!this.#exempt && !this.isLight(nowMs)) this.accounts.network.suspect(nowMs);
    this.#lightTurns = 0;
    this.accounts.learner.restart(nowMs);
  }

  addTurn(fuel: number): void {
    this.#turns += 1;
    this.#fuel += fuel;
  }

  /** Adds work that was done before the current or the next work. */
  addRead(ms: number): void {
    this.#readFuel += ms * fuelPerMs;
  }

  /** Runs work for the room and charges it: its turns' fuel, or the CPU time of everything if that is more. */
  charge(work: (nowMs: number) => void): void {
    if (this.#isWorking) {
      work(performance.now());
      return;
    }
    this.#isWorking = true;
    const ms = this.#clock.measure(work);
    this.#isWorking = false;
    this.#take(this.#readFuel + Math.max(this.#fuel, ms * fuelPerMs), this.#fuel > heavyFuel || ms > heavyMs);
    this.#readFuel = 0;
    this.#fuel = 0;
    this.#turns = 0;
  }

  /** True if the room may be served now; has no effect. */
  get ready(): boolean {
    return this.#timer === null && this.#waitMs(performance.now()) === 0;
  }

  /** True if the room may be served now; otherwise `onRefill` is called later. */
  hasBudget(nowMs = performance.now()): boolean {
    if (this.#timer) return false;
    const waitMs = this.#waitMs(nowMs);
    if (waitMs === 0) return true;
    const refill = () => {
      this.#timer = null;
      this.#onRefill();
    };
    this.#timer = setTimeout(refill, Math.max(waitMs, minWaitMs));
    return false;
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #waitMs(nowMs: number): number {
    if (this.#exempt) return 0;
    const { learner, network } = this.accounts;
    const waitMs = learner.bucket.waitMs(0, nowMs);
    return waitMs > 0 || this.isLight(nowMs) ? waitMs : network.bucket.waitMs(0, nowMs);
  }

  #take(cost: number, isHeavy: boolean): void {
    const { learner, network } = this.accounts;
    const nowMs = this.#clock.endedMs;
    if (isHeavy) {
      this.#lightTurns = 0;
      // A check's room says nothing about the others: its run limits it.
      if (!this.#exempt) learner.addHeavyTurn();
    } else if (this.#turns > 0) {
      this.#lightTurns += 1;
      learner.addLightTurn(nowMs);
    }
    learner.used += cost;
    network.used += cost;
    if (this.#exempt) return;
    learner.bucket.take(cost, nowMs);
    network.bucket.take(isHeavy ? cost : cost * lightShare, nowMs);
  }
}
