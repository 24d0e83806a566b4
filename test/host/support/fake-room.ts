// Rooms without sockets and code, for the scheduler, and a clock that stands still.
import type { TestContext } from "node:test";
import { type CpuAccounts, CpuBudget } from "../../../server/host/cpu-budget.ts";
import type { Runner } from "../../../server/host/scheduler.ts";
import type { RoomPlan } from "../../../server/protocol/host.ts";

export const plan = (learner: string, network: string, over: Partial<RoomPlan> = {}): RoomPlan => {
  return {
    room: learner,
    clock: "real",
    seed: "1",
    budget: "fair",
    owner: { learner, network, isKnown: false },
    reopened: false,
    ...over,
  };
};

/** Takes so many turns of so much fuel. */
export function spend(budget: CpuBudget, fuel: number, turns = 1): void {
  for (let i = 0; i < turns; i++) budget.charge(() => budget.addTurn(fuel));
}

/** Has `performance.now()` return `ms`, starting at 0. */
export function stopClock(t: TestContext): { ms: number } {
  const clock = { ms: 0 };
  t.mock.method(performance, "now", () => clock.ms);
  return clock;
}

/** A room without sockets and code. */
export class Fake implements Runner {
  readonly cpu: CpuBudget;
  isAttended = true;
  readonly #turn: () => void;
  readonly #fuel: number;

  constructor(id: string, accounts: CpuAccounts, turn: () => void, fuel = 100) {
    this.cpu = new CpuBudget(plan(id, "here"), accounts, () => {});
    this.#turn = turn;
    this.#fuel = fuel;
  }

  run(): void {
    this.cpu.charge(() => {
      this.cpu.addTurn(this.#fuel);
      this.#turn();
    });
  }
}
