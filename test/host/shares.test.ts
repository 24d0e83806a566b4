// Order of turns, and the CPU that each room may use: proven by the order of turns and by counts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CpuAccounts, CpuBudget } from "../../server/host/cpu-budget.ts";
import { Scheduler } from "../../server/host/scheduler.ts";
import { limitsWith } from "../../server/protocol/limits.ts";
import { Client } from "./support/client.ts";
import { Fake, plan, spend, stopClock } from "./support/fake-room.ts";
import { startHost, type TestHost } from "./support/host-services.ts";
import { echo, type Script, ScriptedPool } from "./support/scripted.ts";

const rooms = Array.from({ length: 8 }, (_, i) => `spinner${i}`);

/** Holds the process for longer than a light turn may, whatever the machine. */
function holdMs(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

async function connectAll(house: TestHost, ids: readonly string[]): Promise<Client[]> {
  return Promise.all(ids.map((id) => Client.connect(house.gate.url(id))));
}

/** Learners at one network that has used up its CPU. */
function inDebt(): { readonly of: (learner: string, isKnown?: boolean) => CpuBudget; readonly attack: () => void } {
  const accounts = new CpuAccounts(limitsWith({ networkFuelPerSecond: 1, networkFuelBurst: 30_000_000 }));
  const of = (learner: string, isKnown = false) => {
    return new CpuBudget(plan(learner, "", { owner: { learner, network: "here", isKnown } }), accounts, () => {});
  };
  const attack = () => {
    for (const attacker of ["x", "y"]) spend(of(attacker), 20_000_000);
  };
  return { of, attack };
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
      const long = () => {
        turns.push("long");
        holdMs(8);
        // The light room's message arrives when sockets are polled next.
        setImmediate(() => scheduler.add(calm));
        if (turns.filter((turn) => turn === "long").length === rooms.length) allLong.resolve();
      };
      const spinner = new Fake(id, accounts, long, 1_600_000);
      spend(spinner.cpu, 100, lightTurns);
      scheduler.add(spinner);
    }
    await allLong.promise;
    assert.match(turns.join(" "), /^(long light )+long$/);
  });
}

test("RO26 light rooms take turns, also where a busy machine makes their turns last longer", async () => {
  const turns: string[] = [];
  const enough = Promise.withResolvers<void>();
  using scheduler = new Scheduler();
  const accounts = new CpuAccounts(limitsWith({ fuelBurst: 1e12 }));
  for (const [id, lightTurns] of [
    ["a", 40],
    ["b", 30],
    ["c", 20],
  ] as const) {
    const busy: Fake = new Fake(id, accounts, () => {
      holdMs(6);
      if (turns.push(id) === 12) enough.resolve();
      else scheduler.add(busy);
    });
    spend(busy.cpu, 100, lightTurns);
    scheduler.add(busy);
  }
  await enough.promise;
  assert.equal(turns.slice(0, 12).join(""), "abcabcabcabc");
});

for (const [title, ownerOf] of [
  ["learner", (id: string) => ({ learner: id === "single" ? "b" : "a", network: "", isKnown: false })],
  ["network", (id: string) => ({ learner: id, network: id === "single" ? "b" : "a", isKnown: false })],
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

test("RO27 rooms on trial come before heavy ones, and the learners with the longest record come first", async (t) => {
  // The fair order is not due before someone has waited for a while.
  stopClock(t);
  const turns: string[] = [];
  const all = Promise.withResolvers<void>();
  using scheduler = new Scheduler();
  const accounts = new CpuAccounts(limitsWith());
  const room = (id: string, lightTurns: number) => {
    const fake = new Fake(id, accounts, () => {
      if (turns.push(id) === 8) all.resolve();
    });
    spend(fake.cpu, 100, lightTurns);
    return fake;
  };
  const others = ["f1", "f2", "f3"].map((id) => room(id, 0));
  const onTrial = [1, 4, 2, 8, 3].map((lightTurns) => room(`t${lightTurns}`, lightTurns));
  for (const runner of [...others, ...onTrial]) scheduler.add(runner);
  await all.promise;
  assert.deepEqual(turns.slice(0, 5), ["t8", "t4", "t3", "t2", "t1"]);
});

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
  assert.deepEqual(
    [next.ready, elsewhere.ready, light.isLight(performance.now()), light.ready],
    [false, true, true, true],
  );
});

test("RO26 new code of a learner whose turns have been short for a while is light at once, a newcomer's is not", (t) => {
  const clock = stopClock(t);
  const { of, attack } = inDebt();
  const proven = of("proven");
  spend(proven, 100, 9);
  clock.ms = 2_000;
  proven.restart();
  assert.equal(proven.isLight(performance.now()), false, "nine turns are too few");
  spend(proven, 100);
  const another = of("proven");
  const newcomer = of("newcomer");
  spend(newcomer, 100, 9);
  newcomer.restart();
  attack();
  assert.deepEqual(
    [proven.isLight(performance.now()), another.isLight(performance.now()), newcomer.isLight(performance.now())],
    [true, true, false],
  );
  assert.deepEqual([proven.ready, another.ready, newcomer.ready], [true, true, false]);
  spend(another, 4_000_000);
  assert.deepEqual([proven.ready, another.ready], [false, false], "a heavy turn ends the learner's record");
});

test("RO26 a check's room is light if its learner is proven, and its heavy turns do not end the learner's record", (t) => {
  stopClock(t);
  const accounts = new CpuAccounts(limitsWith());
  const lightAfterHeavy = (learner: string, isKnown: boolean) => {
    const owner = { learner, network: "here", isKnown };
    const check = new CpuBudget(plan(learner, "", { owner, budget: "check" }), accounts, () => {});
    spend(check, 4_000_000);
    return check.isLight(performance.now());
  };
  assert.deepEqual([lightAfterHeavy("known", true), lightAfterHeavy("stranger", false)], [true, false]);
  assert.equal(new CpuBudget(plan("known", ""), accounts, () => {}).isLight(performance.now()), true);
});

test("RO26 turns at once prove nothing about a learner: it takes a while too", (t) => {
  const clock = stopClock(t);
  const { of } = inDebt();
  const budget = of("hasty");
  spend(budget, 100, 50);
  budget.restart();
  assert.equal(budget.isLight(performance.now()), false);
  clock.ms = 2_000;
  assert.equal(budget.isLight(performance.now()), true);
});

test("RO26 a learner whom the front knows is proven in a new host; one who was stopped since is not", (t) => {
  stopClock(t);
  const { of, attack } = inDebt();
  attack();
  const [known, stranger] = [of("known", true), of("stranger")];
  assert.deepEqual([known.ready, stranger.ready], [true, false]);
  known.stopped();
  assert.equal(of("known", true).ready, false);
});

test("RO30 where a limit has stopped a newcomer, others of the network are suspects for a minute, but no one with a record", (t) => {
  const clock = stopClock(t);
  const { of } = inDebt();
  const [attacker, fresh, good] = [of("attacker"), of("fresh"), of("good")];
  const elsewhere = new CpuBudget(plan("else", "there"), new CpuAccounts(limitsWith()), () => {});
  spend(good, 100, 20);
  const suspects = () => [attacker, fresh, good, elsewhere].map(({ suspect }) => suspect);
  good.stopped();
  spend(good, 100, 20);
  assert.deepEqual(suspects(), [false, false, false, false], "someone with a record can fail too");
  attacker.stopped();
  assert.deepEqual(suspects(), [true, true, false, false]);
  clock.ms = 60_000;
  assert.deepEqual(suspects(), [false, false, false, false]);
});

test("RO30 a suspect's turns are curbed", async () => {
  const curbed: string[] = [];
  const place = { line: null, column: null, stack: [], peer: null } as const;
  const looping = { kind: "cpu", message: "stopped", limit: "turnFuel", ...place } as const;
  const script = (id: string): Script => ({
    turn: (events, _nowMs, isCurbed) => {
      if (!events.some(({ type }) => type === "text")) return {};
      curbed.push(`${id} ${isCurbed === true}`);
      return { fault: id === "first" ? { ...looping, stops: true, version: 1 } : null };
    },
  });
  await using house = await startHost(new ScriptedPool({ first: script("first"), second: script("second") }));
  for (const id of ["first", "second"]) {
    await house.load(id, id, { owner: { learner: id, network: "here", isKnown: false } });
    using client = await Client.connect(house.gate.url(id));
    client.send("go");
    if (id === "first") await house.fromHost.next("fault", () => true);
    else await house.settle(id, [client.bytes]);
  }
  assert.deepEqual(curbed, ["first false", "second true"]);
});

test("RO26 a light room's save is not held up by what others of its network used, and it goes on meanwhile", async () => {
  const heavy: Script = { turn: (events) => ({ fuel: events.some(({ type }) => type === "text") ? 20_000_000 : 100 }) };
  await using house = await startHost(new ScriptedPool({ echo, heavy }), {
    networkFuelPerSecond: 1,
    networkFuelBurst: 10_000_000,
  });
  const owner = (learner: string) => ({ learner, network: "here", isKnown: false });
  await house.load("light", "echo", { owner: owner("light") });
  using client = await Client.connect(house.gate.url("light"));
  for (let n = 1; n <= 12; n++) {
    client.send("a light turn");
    await client.take(n);
  }
  await house.load("heavy", "heavy", { owner: owner("heavy") });
  using attacker = await Client.connect(house.gate.url("heavy"));
  attacker.send("go");
  await house.settle("heavy", [attacker.bytes]);
  const { ok } = await house.load("light", "echo", { owner: owner("light") });
  assert.equal(ok, true);
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
