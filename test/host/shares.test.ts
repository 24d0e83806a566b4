// Whose turn is next, and how much CPU each may use: proven by the order of turns and by counts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CpuAccounts, CpuBudget } from "../../server/host/cpu-budget.ts";
import { type Runner, Scheduler } from "../../server/host/scheduler.ts";
import type { RoomPlan } from "../../server/protocol/host.ts";
import { limitsWith } from "../../server/protocol/limits.ts";
import { Client } from "./support/client.ts";
import { startHost, type TestHost } from "./support/host-services.ts";
import { type Script, ScriptedPool } from "./support/scripted.ts";

const rooms = Array.from({ length: 8 }, (_, i) => `spinner${i}`);

/** Holds the process for longer than a light turn may, whatever the machine. */
function holdMs(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

async function connectAll(house: TestHost, ids: readonly string[]): Promise<Client[]> {
  return Promise.all(ids.map((id) => Client.connect(house.gate.url(id))));
}

const plan = (learner: string, address: string, over: Partial<RoomPlan> = {}): RoomPlan => {
  return {
    room: learner,
    clock: "real",
    seed: "1",
    budget: "fair",
    owner: { learner, address },
    reopened: false,
    ...over,
  };
};

/** Takes so many turns of so much fuel. */
function spend(budget: CpuBudget, fuel: number, turns = 1): void {
  for (let i = 0; i < turns; i++) budget.charge(() => budget.addTurn(fuel));
}

/** A room without sockets and code. */
class Fake implements Runner {
  readonly cpu: CpuBudget;
  readonly #turn: () => void;

  constructor(id: string, accounts: CpuAccounts, turn: () => void) {
    this.cpu = new CpuBudget(plan(id, "here"), accounts, () => {});
    this.#turn = turn;
  }

  run(): void {
    this.cpu.charge(() => {
      this.cpu.addTurn(100);
      this.#turn();
    });
  }
}

for (const [title, lightTurns] of [
  ["fresh rooms", 0],
  ["rooms that were light so far", 15],
] as const) {
  test(`RO26 between any two long turns of ${title}, a light room is served`, async () => {
    const turns: string[] = [];
    const allLong = Promise.withResolvers<void>();
    using scheduler = new Scheduler();
    const accounts = new CpuAccounts(limitsWith());
    const calm = new Fake("calm", accounts, () => turns.push("light"));
    spend(calm.cpu, 100, 40);
    for (const id of rooms) {
      const spinner = new Fake(id, accounts, () => {
        turns.push("long");
        holdMs(8);
        // The light room's message arrives when sockets are polled next.
        setImmediate(() => scheduler.add(calm));
        if (turns.filter((turn) => turn === "long").length === rooms.length) allLong.resolve();
      });
      spend(spinner.cpu, 100, lightTurns);
      scheduler.add(spinner);
    }
    await allLong.promise;
    assert.match(turns.join(" "), /^(long light )+long$/);
  });
}

for (const [title, ownerOf] of [
  ["learner", (id: string) => ({ learner: id === "single" ? "b" : "a", address: "" })],
  ["network", (id: string) => ({ learner: id, address: id === "single" ? "b" : "a" })],
] as const) {
  test(`RO27 heavy rooms share CPU by ${title}: one room gets as many turns as eight of another together`, async () => {
    const turns: string[] = [];
    const enough = Promise.withResolvers<void>();
    let isBusy = false;
    const busy = (id: string): Script => ({
      turn: (events) => {
        isBusy ||= events.some(({ type }) => type === "text");
        if (!isBusy || turns.length === 80) return {};
        turns.push(id);
        if (turns.length === 80) enough.resolve();
        return { pending: true, fuel: 2_000_000 };
      },
    });
    const scripts = Object.fromEntries(["single", ...rooms].map((id) => [id, busy(id)]));
    await using house = await startHost(new ScriptedPool(scripts), { fuelBurst: 1e12, networkFuelBurst: 1e12 });
    for (const id of ["single", ...rooms]) await house.load(id, id, { owner: ownerOf(id) });
    const clients = await connectAll(house, [...rooms, "single"]);
    for (const client of clients) client.send("go");
    await enough.promise;
    for (const client of clients) client[Symbol.dispose]();
    const late = turns.slice(turns.indexOf("single"));
    const single = late.filter((id) => id === "single").length / late.length;
    assert.ok(single > 0.4 && single < 0.6, `${single} of the turns: ${late.join(" ")}`);
  });
}

test("RO27 a room without a record is not passed over for long while others are on trial", async () => {
  const over = Promise.withResolvers<string>();
  using scheduler = new Scheduler();
  const accounts = new CpuAccounts(limitsWith());
  let turns = 0;
  const onTrial: Fake = new Fake("on trial", accounts, () => {
    holdMs(4);
    onTrial.cpu.restart();
    if (++turns === 300) over.resolve("passed over");
    else scheduler.add(onTrial);
  });
  spend(onTrial.cpu, 100);
  scheduler.add(onTrial);
  scheduler.add(new Fake("fresh", accounts, () => over.resolve("served")));
  assert.equal(await over.promise, "served");
});

test("RO27 long turns are charged to the network too: a fresh learner gets no fresh allowance there, light rooms go on", () => {
  const limits = limitsWith({ networkFuelPerSecond: 1, networkFuelBurst: 50_000_000 });
  const accounts = new CpuAccounts(limits);
  using light = new CpuBudget(plan("light", "here"), accounts, () => {});
  spend(light, 100, 20);
  for (let learner = 0; learner < 3; learner++) {
    using attacker = new CpuBudget(plan(`attacker${learner}`, "here"), accounts, () => {});
    assert.equal(attacker.ready, true);
    spend(attacker, 20_000_000);
  }
  using next = new CpuBudget(plan("next", "here"), accounts, () => {});
  using elsewhere = new CpuBudget(plan("elsewhere", "there"), accounts, () => {});
  assert.deepEqual([next.ready, elsewhere.ready, light.light, light.ready], [false, true, true, true]);
});

test("RO27 a class of three hundred behind one address in normal lessons does not exhaust it", () => {
  const accounts = new CpuAccounts(limitsWith({ networkFuelPerSecond: 1 }));
  const budgets = Array.from({ length: 300 }, (_, i) => new CpuBudget(plan(`l${i}`, "school"), accounts, () => {}));
  // A load of 2 ms and fifty messages of 0.05 ms each.
  for (const budget of budgets) {
    spend(budget, 400_000);
    spend(budget, 10_000, 50);
  }
  assert.ok(budgets.every(({ ready }) => ready));
});

test("RO28 a newcomer may save up a quarter of the burst; light turns let it grow; a limit that stops the room ends that", () => {
  const limits = limitsWith({ fuelPerSecond: 1, fuelBurst: 80_000_000 });
  const longTurns = (earlier: number) => {
    const accounts = new CpuAccounts(limits);
    using budget = new CpuBudget(plan("l", ""), accounts, () => {});
    spend(budget, 1, earlier);
    accounts.of(plan("l", "")).learner.bucket.take(-80_000_000, performance.now());
    let turns = 0;
    for (; budget.ready && turns < 100; turns++) spend(budget, 4_000_000);
    budget.stopped();
    return turns;
  };
  const [fresh, known] = [longTurns(0), longTurns(200)];
  assert.ok(fresh >= 5 && fresh <= 7, `${fresh}`);
  assert.ok(known >= 19 && known <= 22, `${known}`);
});

test("RO28 a room that was open in a lost host starts with nothing saved up, as does one whose learner just used it up", () => {
  const accounts = new CpuAccounts(limitsWith({ fuelPerSecond: 1, fuelBurst: 80_000_000 }));
  using reopened = new CpuBudget(plan("a", "", { reopened: true }), accounts, () => {});
  spend(reopened, 1_000);
  assert.equal(reopened.ready, false);
  using first = new CpuBudget(plan("b", ""), accounts, () => {});
  spend(first, 30_000_000);
  using second = new CpuBudget(plan("b", "", { room: "another" }), accounts, () => {});
  assert.equal(second.ready, false);
});

test("RO28 the host's own work is charged by its time, if that is more than the fuel of its turns", () => {
  const accounts = new CpuAccounts(limitsWith({ fuelPerSecond: 1, fuelBurst: 4_000_000 }));
  using budget = new CpuBudget(plan("a", ""), accounts, () => {});
  budget.charge(() => holdMs(30));
  assert.deepEqual([budget.ready, budget.lightTurns], [false, 0]);
});
