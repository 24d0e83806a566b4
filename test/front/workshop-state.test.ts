// The state of workshops and the store: random histories, restarts, floods, and what 300 members cost.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";
import pino from "pino";
import { memberTopic, Topics, workshopTopic } from "../../server/front/topics.ts";
import { nameKeyOf, PersonalCodes } from "../../server/front/workshops/codes.ts";
import { Joining } from "../../server/front/workshops/joining.ts";
import type { Workshop } from "../../server/front/workshops/workshop.ts";
import { Workshops } from "../../server/front/workshops/workshops.ts";
import { limitsWith } from "../../server/protocol/limits.ts";
import type { NumberedEvent, WorkshopEvent, WorkshopState } from "../../server/protocol/workshop.ts";
import { openStore } from "../../server/store/sqlite.ts";
import type { Store } from "../../server/store/store.ts";
import { reduce } from "../../server/workshop/roster.ts";
import { echo } from "./handlers.ts";
import { Page } from "./page.ts";
import { type Serving, scratch } from "./serving.ts";
import { serveWorkshops, TestInstructor, TestMember } from "./workshop-people.ts";

const day = { title: "WebSockets", hours: 24, retentionDays: 30 };
const course = { lessons: () => [] };

interface Rig extends AsyncDisposable {
  readonly store: Store;
  readonly topics: Topics;
  open(over?: Partial<Parameters<typeof limitsWith>[0]>): Promise<Workshops>;
}

/** A store and what workshops need of a server. */
async function rig(watch: (name: string) => void = () => {}): Promise<Rig> {
  const dataDir = scratch();
  const real = await openStore({ dataDir });
  const store = new Proxy(real, {
    get(target, name, receiver) {
      watch(String(name));
      return Reflect.get(target, name, receiver);
    },
  });
  const topics = new Topics();
  const opened: Workshops[] = [];
  return {
    store,
    topics,
    async open(over = {}) {
      const workshops = await Workshops.open({
        limits: limitsWith(over),
        log: pino({ level: "silent" }),
        store,
        course,
        topics,
        registry: { idOf: async () => "room" },
        connectionsOf: () => ({ pages: 1, connections: 0 }),
        now: Date.now,
      });
      opened.push(workshops);
      return workshops;
    },
    async [Symbol.asyncDispose]() {
      for (const workshops of opened) await workshops[Symbol.asyncDispose]();
      await real.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

/** Mulberry32: the same seed gives the same history. */
function randomOf(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

function randomEvent(random: (below: number) => number, members: readonly string[]): WorkshopEvent {
  const member = members[random(members.length)] ?? "m0";
  const lesson = ["handshake", "echo", "reverse"][random(3)] ?? "echo";
  const isOn = random(2) === 0;
  const checks = ["first", "second", "third"].slice(0, random(4));
  const ids = { passed: ["zero"], failed: checks, firstFailing: checks[0] ?? null };
  const status = checks.length === 0 ? "pass" : "fail";
  const events: WorkshopEvent[] = [
    { type: "opened", member, lesson },
    { type: "ran", member, lesson, style: "loop", version: random(9), status, ...ids, regraded: random(5) === 0 },
    { type: "hand", member, hand: isOn ? { text: "why?", lesson } : null },
    { type: "hand-taken", member, by: isOn ? "Kim" : null },
    { type: "hand-done", member },
    { type: "member-state", member, state: isOn ? "present" : "removed" },
    { type: "lock", lesson, locked: isOn },
    { type: "pace", pace: isOn ? { mode: "free" } : { mode: "together", lesson, step: 1 + random(3) } },
    { type: "freeze", frozen: isOn, by: "Kim" },
    { type: "announce", announcement: isOn ? { id: "a", text: "Lunch", by: "Kim" } : null },
    { type: "hint", hint: { id: `h${random(9)}`, lesson, check: "first", text: "Look.", by: "Kim" } },
    { type: "hint-withdrawn", hint: `h${random(9)}` },
    { type: "pair", client: member, server: isOn ? (members[random(members.length)] ?? null) : null, lesson },
    { type: "follow", follow: isOn ? { by: "Kim", place: { lesson, step: null } } : null },
    { type: "brief", member, pages: random(3), connections: random(5), actions: random(4) },
    { type: "renamed", member, name: `Name ${random(100)}` },
  ];
  return events[random(events.length)] ?? { type: "freeze", frozen: false, by: "Kim" };
}

async function addMembers(workshop: Workshop, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `m${index}`);
  await Promise.all(
    ids.map((id) => {
      const record = { id, learner: `learner ${id}`, nameKey: nameKeyOf(id), codeHash: id };
      return workshop.appendWith(record, [{ type: "joined", member: id, name: id }]);
    }),
  );
  return ids;
}

/** Brief events are not stored one by one: a restart may forget them. */
function lasting(state: WorkshopState) {
  const members = Object.values(state.members).map(
    ({ pages, connections, fault, activity, activeAtMs, ...rest }) => rest,
  );
  return { ...state, members };
}

test("WS13 after any history, the roster is the fold of what the store has, with snapshots wherever they were taken", async () => {
  await using given = await rig();
  const workshops = await given.open();
  // It would report the members' pages a second later, between any two lines of this test.
  workshops.feed[Symbol.dispose]();
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const random = randomOf(seed);
    const workshop = await workshops.create(day);
    const initial = workshop.state;
    const published: NumberedEvent[] = [];
    given.topics.subscribe(workshopTopic(workshop.id), (events) => published.push(...events));
    const members = await addMembers(workshop, 5);
    for (let round = 0; round < 12; round += 1) {
      const events = Array.from({ length: 10 }, () => randomEvent(random, members));
      await Promise.all(events.map((event) => workshop.append([event])));
      if (random(4) === 0) await workshop.save();
    }
    assert.deepEqual(published.reduce(reduce, initial), workshop.state, `seed ${seed}: published events`);
    assert.deepEqual(
      published.map(({ seq }) => seq),
      published.map((_, index) => index + 1),
      `seed ${seed}: numbers without gaps`,
    );
    // As after a kill: nothing was told that the process ends.
    const again = await given.open();
    again.feed[Symbol.dispose]();
    const restarted = again.get(workshop.id);
    assert.deepEqual(lasting(restarted.state), lasting(workshop.state), `seed ${seed}: after a kill`);
    assert.ok(Object.values(restarted.state.members).every(({ pages, connections }) => pages + connections === 0));
    assert.notEqual(restarted.roster.epoch, workshop.roster.epoch);
    await workshop.save();
    const stored = (await given.store.workshops()).find(({ id }) => id === workshop.id);
    assert.deepEqual(stored?.state, workshop.state, `seed ${seed}: the snapshot`);
  }
});

test("WS13 an event that cannot be stored has no effect, is reported to whoever asked, and the next one is", async () => {
  await using given = await rig();
  const workshops = await given.open();
  const workshop = await workshops.create(day);
  const [member = ""] = await addMembers(workshop, 1);
  const { seq } = workshop.roster;
  const twin = { id: "twin", learner: "learner m0", nameKey: "twin", codeHash: "" };
  const failing = workshop.appendWith(twin, [{ type: "joined", member: "twin", name: "Twin" }]);
  const beside = workshop.append([{ type: "brief", member, pages: 2, actions: 0 }]);
  await assert.rejects(failing, { name: "StoreError" });
  await assert.rejects(beside);
  assert.equal(workshop.state.members.twin, undefined);
  assert.equal(workshop.recordOf("twin"), null, "the name is free again");
  assert.equal(workshop.state.members[member]?.pages, 2, "brief events need no store");
  assert.equal(await workshop.append([{ type: "freeze", frozen: true, by: "Kim" }]), seq + 2);
  assert.equal((await given.open()).get(workshop.id).state.frozen, true);
});

test("WS14 a restart in the middle of a workshop loses nothing, and pages get the roster of a new epoch", async () => {
  const dataDir = scratch();
  try {
    const before = await untilRestart(dataDir);
    await using server = await serveWorkshops({ dataDir });
    await assertRestored(server, before);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

async function untilRestart(dataDir: string) {
  await using server = await serveWorkshops({ dataDir });
  using kim = await TestInstructor.signIn(server.url, "Kim");
  const { id, code } = await kim.create();
  using ana = new TestMember(server.url);
  await ana.load(echo("ana's"));
  const { personalCode } = await ana.enter(code, "Ana");
  await ana.command({ do: "raise-hand", text: "Why?", lesson: "echo" });
  await kim.untilRan(server.gate, id, () =>
    ana.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } }),
  );
  await kim.do(id, { do: "lock", lesson: "reverse", locked: true });
  return { id, code, personalCode, roster: await kim.roster(id), kim: kim.cookie, ana: ana.cookie };
}

async function assertRestored(server: Serving, before: Awaited<ReturnType<typeof untilRestart>>): Promise<void> {
  const { id, code, personalCode, roster } = before;
  using kim = new TestInstructor(server.url, before.kim);
  const restored = await kim.roster(id);
  assert.deepEqual(lasting(restored.state), lasting(roster.state));
  assert.notEqual(restored.epoch, roster.epoch);
  using page = await Page.open(server.gate, before.ana);
  const { view } = await page.next("workshop");
  assert.deepEqual([view?.me.hand?.text, view?.locked], ["Why?", ["reverse"]]);
  using dashboard = await Page.open(server.gate, before.kim);
  dashboard.send({ type: "dashboard", workshop: id });
  assert.equal((await dashboard.next("roster")).epoch, restored.epoch);
  dashboard.send({ type: "dashboard", workshop: id });
  const asked = await dashboard.next("roster");
  using elsewhere = new TestMember(server.url);
  await elsewhere.enter(code, "Ana", { personalCode });
  await kim.do(id, { do: "announce", text: "Back" });
  const { events } = await dashboard.next("roster-events");
  assert.equal(events[0]?.seq, asked.seq + 1, "after asking again, nothing is missing");
}

test("WS15 300 members who join at once cost each a few operations, however many there are", async () => {
  const calls = new Map<string, number>();
  await using given = await rig((name) => calls.set(name, (calls.get(name) ?? 0) + 1));
  const workshops = await given.open();
  const { id, state } = await workshops.create(day);
  const { limits } = { limits: limitsWith() };
  const joining = new Joining({ limits, store: given.store, workshops, personalCodes: new PersonalCodes("secret") });
  calls.clear();
  const learners = Array.from({ length: 300 }, (_, index) => `learner ${index}`);
  const notified = learners.map((learner) => {
    const count = { views: 0 };
    given.topics.subscribe(memberTopic(learner), () => count.views++);
    return count;
  });
  const outcomes = await Promise.all(
    learners.map((learner, index) =>
      joining.join(
        { code: state.code, name: `Person ${index}`, replace: false },
        { address: "10.0.0.1", learner, admit: () => learner },
      ),
    ),
  );
  assert.ok(outcomes.every(({ result }) => result === "joined"));
  assert.equal(workshops.get(id).size, 300);
  assert.deepEqual(
    notified.filter(({ views }) => views !== 1),
    [],
    "joining concerns no one else's page",
  );
  await joining.join(
    { code: state.code, name: "Late", replace: false },
    { address: "10.0.0.1", learner: "late", admit: () => "late" },
  );
  assert.ok(
    notified.every(({ views }) => views === 1),
    "nor does a later one",
  );
  assert.ok((calls.get("appendToWorkshop") ?? 0) <= 30, `${calls.get("appendToWorkshop")} commits`);
  assert.equal(calls.get("progress"), 301);
  assert.equal(calls.get("saveWorkshop"), undefined, "no snapshot for each of them");
  calls.clear();
  const workshop = workshops.get(id);
  await workshop.save();
  await workshop.append([{ type: "opened", member: workshop.recordOfLearner("learner 7")?.id ?? "", lesson: "echo" }]);
  await workshop.save();
  assert.equal(calls.get("saveWorkshop"), 2);
});

test("WS16 a page that opens lessons without end is stored at a rate; the last one counts", async () => {
  await using given = await rig();
  const workshops = await given.open({ memberEventsBurst: 5, memberEventsPerSecond: 20 });
  const workshop = await workshops.create(day);
  const [member = ""] = await addMembers(workshop, 1);
  const opened: NumberedEvent[] = [];
  const last = Promise.withResolvers<void>();
  given.topics.subscribe(workshopTopic(workshop.id), (events) => {
    opened.push(...events.filter(({ event }) => event.type === "opened"));
    if (workshop.state.members[member]?.lesson === "last") last.resolve();
  });
  const learner = "learner m0";
  for (let n = 0; n < 500; n += 1) {
    given.topics.publish("learner.event", { learner, what: "opened", lesson: n % 2 === 0 ? "echo" : "reverse" });
  }
  given.topics.publish("learner.event", { learner, what: "opened", lesson: "last" });
  given.topics.publish("learner.event", { learner: "a stranger", what: "opened", lesson: "echo" });
  await last.promise;
  assert.ok(opened.length <= 100, `${opened.length} events were stored`);
});
