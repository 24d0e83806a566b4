// Budgets per address, per learner and in total: what one client may use of what all share.
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { readConfig } from "../../server/config.ts";
import { Budgets } from "../../server/front/gate/budgets.ts";
import { LearnerNetworks } from "../../server/front/gate/learner-networks.ts";
import { HttpProblem } from "../../server/front/http/problem.ts";
import { IdleRooms } from "../../server/front/rooms/idle-rooms.ts";
import { Room } from "../../server/front/rooms/room-registry.ts";
import { type Limits, limitsWith, limitTable } from "../../server/protocol/limits.ts";
import { within } from "../host/support/deadline.ts";
import { echo } from "./handlers.ts";
import { Page } from "./page.ts";
import { Peer, Refused } from "./peer.ts";
import { type Serving, scratch, serve } from "./serving.ts";
import { problemIn, Visitor } from "./visitor.ts";

function budgetsWith(limits: Partial<Limits> = {}) {
  const networks = new LearnerNetworks();
  return { networks, budgets: new Budgets(limitsWith(limits), networks) };
}

/** The status and the limit of the refusal; null if `use` is not refused. */
function refusal(use: () => unknown): [number, unknown] | null {
  try {
    use();
    return null;
  } catch (error) {
    assert.ok(error instanceof HttpProblem && Number(error.headers["Retry-After"]) > 0, String(error));
    return [error.status, error.body.limit];
  }
}

test("BU1 a class of 300 behind one address is refused nothing: two clients each, reloads, saves while everyone types", () => {
  const { networks, budgets } = budgetsWith();
  const learners = Array.from({ length: 300 }, (_, index) => `learner ${index}`);
  for (const learner of learners) {
    networks.note(learner, "203.0.113.7");
    for (const _ of ["join", "reload, while the old page is still closing"]) {
      const owner = budgets.admit(learner);
      budgets.pages.enter({}, owner);
      budgets.rooms.enter({}, owner);
      for (let client = 0; client < 2; client++) budgets.sockets.enter({}, owner);
    }
  }
  // Everyone saves once a second, for a quarter of an hour.
  for (let second = 0; second < 900; second++) {
    for (const learner of learners.slice(0, 200)) {
      assert.equal(budgets.saves.take(budgets.ownerOf(learner), second * 1_000), 0);
    }
  }
});

test("BU2 an address has a budget of learners; those it already has continue, and other addresses are not affected", () => {
  const { networks, budgets } = budgetsWith({ learnersPerAddress: 2 });
  const admit = (learner: string, address: string) => {
    networks.note(learner, address);
    return refusal(() => budgets.admit(learner));
  };
  assert.equal(admit("ann", "203.0.113.7"), null);
  assert.equal(admit("ben", "203.0.113.7"), null);
  assert.deepEqual(admit("eve", "203.0.113.7"), [429, "learnersPerAddress"]);
  assert.equal(admit("ann", "203.0.113.7"), null, "she is at work already");
  assert.equal(admit("eve", "198.51.100.1"), null);
  assert.equal(admit("eve", "203.0.113.7"), null, "she moves to a full network and still counts at the first");
  for (const [learner, host] of [
    ["fay", 1],
    ["gus", 2],
  ] as const)
    assert.equal(admit(learner, `2001:db8::${host}`), null);
  assert.deepEqual(admit("hal", "2001:db8:0:0:ffff::1"), [429, "learnersPerAddress"], "one /64 is one address");
  assert.equal(admit("hal", "2001:db8:0:1::1"), null);
});

test("BU2 learners count for an hour, and in total", () => {
  const { budgets } = budgetsWith({ learnersPerAddress: 2, learnersPerServer: 3 });
  const at = (minutes: number, learner: string, network: string) =>
    refusal(() => budgets.learners.admit({ learner, network }, minutes * 60_000));
  assert.equal(at(0, "ann", "a"), null);
  assert.equal(at(30, "ben", "a"), null);
  assert.deepEqual(at(59, "eve", "a"), [429, "learnersPerAddress"]);
  assert.equal(at(60, "eve", "a"), null, "ann's hour is over");
  assert.equal(at(60, "fay", "b"), null);
  assert.deepEqual(at(61, "gus", "c"), [429, "learnersPerServer"]);
  assert.equal(at(91, "gus", "c"), null, "ben's hour is over");
});

test("BU10 a learner is known after half a minute at work; a fresh one is not, nor one whose room a limit just stopped", () => {
  const {
    budgets: { learners },
  } = budgetsWith();
  const known = (...ms: number[]) => ms.map((nowMs) => learners.isKnown("ann", nowMs));
  learners.admit({ learner: "ann", network: "a" }, 1_000);
  assert.deepEqual(known(1_000, 30_999, 31_000), [false, false, true]);
  learners.admit({ learner: "ann", network: "b" }, 32_000);
  assert.deepEqual(known(32_000), [true], "she has changed networks");
  learners.stopped("ann", 40_000);
  assert.deepEqual(known(69_999, 70_000), [false, true]);
  assert.equal(learners.isKnown("eve", 70_000), false);
});

test("BU11 fresh learners cannot use up what an address may use: known ones go on opening and saving", () => {
  const { networks, budgets } = budgetsWith({
    socketsPerAddress: 10,
    savesPerSecondPerAddress: 1,
    savesBurstPerAddress: 1,
  });
  for (const learner of ["old", "fresh"]) networks.note(learner, "a");
  budgets.learners.admit({ learner: "old", network: "a" }, Date.now() - 60_000);
  const enter = (learner: string) => refusal(() => budgets.sockets.enter({}, budgets.ownerOf(learner)));
  for (let n = 0; n < 8; n++) assert.equal(enter("fresh"), null);
  assert.deepEqual(enter("fresh"), [503, "socketsPerAddress"]);
  assert.deepEqual([enter("old"), enter("old"), enter("old")], [null, null, [503, "socketsPerAddress"]]);
  const save = (learner: string) => budgets.saves.take(budgets.ownerOf(learner), 0);
  for (let n = 0; n < 4; n++) save("fresh");
  assert.deepEqual(
    refusal(() => save("fresh")),
    [429, "savesPerSecondPerAddress"],
  );
  assert.equal(save("old"), 0);
});

test("BU3 rooms, sockets and pages are counted per learner, per address and in total, until they close", async () => {
  const { networks, budgets } = budgetsWith({ socketsPerLearner: 2, socketsPerAddress: 3, socketsPerServer: 4 });
  for (const [learner, address] of [
    ["ann", "a"],
    ["ben", "a"],
    ["fay", "b"],
    ["gus", "c"],
  ] as const)
    networks.note(learner, address);
  const [ann, ben, fay, gus] = ["ann", "ben", "fay", "gus"].map((learner) => budgets.ownerOf(learner));
  assert.ok(ann && ben && fay && gus);
  const [hers, his] = [{}, {}];
  const enter = (room: object, owner: typeof ann) => refusal(() => budgets.sockets.enter(room, owner));
  assert.deepEqual([enter(hers, ann), enter(hers, ann), enter(hers, ann)], [null, null, [503, "socketsPerLearner"]]);
  assert.deepEqual([enter(his, ben), enter(his, ben)], [null, [503, "socketsPerAddress"]]);
  assert.deepEqual([enter({}, fay), enter({}, gus)], [null, [503, "socketsPerServer"]]);
  const used = async () =>
    (await budgets.readings()).filter((each) => each.budget === "sockets").map((each) => each.used);
  assert.deepEqual(await used(), [2, 3, 4]);
  budgets.sockets.leave(hers);
  assert.deepEqual(await used(), [1, 2, 3]);
  budgets.sockets.leave({});
  assert.equal(enter(his, ben), null);
});

test("BU4 saves beyond a learner's rate wait; beyond an address's they are refused, with the time to wait", () => {
  const { networks, budgets } = budgetsWith({
    savesPerSecond: 10,
    savesBurst: 1,
    savesPerSecondPerAddress: 1,
    savesBurstPerAddress: 2,
  });
  for (const learner of ["ann", "ben"]) networks.note(learner, "a");
  networks.note("fay", "b");
  const take = (learner: string, nowMs = 0) => budgets.saves.take(budgets.ownerOf(learner), nowMs);
  assert.deepEqual([take("ann"), take("ann")], [0, 100]);
  assert.deepEqual([take("ben"), take("ben")], [1_000, 2_000]);
  take("ben");
  assert.deepEqual(
    refusal(() => take("ben")),
    [429, "savesPerSecondPerAddress"],
  );
  assert.equal(take("fay"), 0);
  assert.equal(take("ann", 10_000), 0);
});

test("BU5 of the rooms that are idle, those beyond their address's limit are closed, then those beyond the server's", async () => {
  const limits = limitsWith({ idleRoomsPerAddress: 2, idleRoomsPerServer: 3 });
  const { budgets } = budgetsWith();
  const open = ["used", "a1", "a2", "a3", "b1", "b2"].map((id) => {
    const plan = { room: id, clock: "real", seed: "1", budget: "fair", reopened: false } as const;
    const owner = { learner: id, network: id.replace(/\d/, ""), isKnown: false };
    const room = new Room({ kind: "own", learner: id, lesson: "echo", plan: { ...plan, owner } });
    budgets.rooms.enter(room, owner);
    return room;
  });
  for (const room of open) room.sockets = room.id === "used" ? 1 : 0;
  const closed: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const close = ({ id }: Room) => {
    if (closed.push(id) === 2) resolve();
  };
  const idle = new IdleRooms({ limits, budget: budgets.rooms, open, close });
  for (const room of open) idle.changed(room);
  await within(promise, "two rooms did not close");
  assert.deepEqual(closed, ["a1", "a2"]);
});

// The tests below share one server; each has its own address, as its proxy reports it.
const limits = { learnersPerAddress: 3, roomsPerAddress: 2, idleRoomsPerAddress: 1, pagesPerAddress: 2 };
const server: Serving = await serve({ config: { trustProxy: 1 }, limits });
after(() => server[Symbol.asyncDispose]());

class Client extends Visitor {
  readonly headers: Readonly<Record<string, string>>;

  constructor(address: string) {
    super(server.url);
    this.headers = { "x-forwarded-for": address };
  }

  override call(path: string, call: Parameters<Visitor["call"]>[1] = {}) {
    return super.call(path, { ...call, headers: { ...this.headers, ...call.headers } });
  }
}

async function budget(name: string, scope: string): Promise<number> {
  using operator = new Client("127.0.0.1");
  const { text } = await operator.call("/metrics");
  return Number(new RegExp(`ws101_budget_used{budget="${name}",scope="${scope}"} (\\S+)`).exec(text)?.[1]);
}

test("BU2 a learner too many at an address is told which limit, and what to do, before anything is stored", async () => {
  for (let n = 0; n < 3; n++) {
    using visitor = new Client("192.0.2.1");
    await visitor.load(echo(`${n}`));
  }
  using late = new Client("192.0.2.1");
  const answer = await late.save(echo("late"));
  assert.equal(answer.status, 429);
  assert.match(
    problemIn(answer).detail,
    /^Limit learnersPerAddress reached: 3 learners .* or try again in 60 minutes\.$/,
  );
  assert.ok(Number(answer.headers["retry-after"]) > 3_000);
  assert.equal(late.cookie, "", "no learner was created");
  assert.equal((await late.call("/lessons/echo")).status, 200, "reading is free");
  assert.equal((await late.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } })).status, 429);
  assert.equal((await late.call("/api/progress/code", { method: "POST" })).status, 429);
  const room = (await late.code()).url;
  await assert.rejects(Peer.connect(room, { headers: late.headers }), (error: Refused) => error.status === 429);
  using other = new Client("192.0.2.2");
  await other.load(echo("other"));
});

test("BU5 rooms that nobody uses are closed early, the oldest first, and reopen on demand", async () => {
  const visitors = [0, 1, 2].map(() => new Client("192.0.2.3"));
  const urls = [];
  for (const [index, visitor] of visitors.entries()) {
    const { url } = await visitor.load(echo(`${index}`));
    urls.push(url);
  }
  // The third room was opened although two are allowed: the first made space for it.
  for (const [index, url] of urls.entries()) {
    using peer = await Peer.connect(url);
    assert.equal(await peer.request("x"), `${index}:x`);
    if (index === 0) {
      // Rooms in use are not closed: of three, two may be open.
      using second = await Peer.connect(urls[1] ?? "");
      assert.equal(await second.request("y"), "1:y");
      const refused = await Peer.connect(urls[2] ?? "").catch((error: unknown) => error);
      assert.ok(refused instanceof Refused && refused.status === 503, String(refused));
      assert.match(refused.body, /Limit roomsPerAddress reached: 2 open rooms .* Close a page or a client/);
    }
  }
  for (const visitor of visitors) visitor[Symbol.dispose]();
});

test("BU3 a page too many at an address is refused with the limit's name, and another takes the place of one that closed", async () => {
  using visitor = new Client("192.0.2.4");
  await visitor.call("/api/lessons");
  const open = () => Page.open(server.gate, visitor.cookie, { headers: visitor.headers });
  const [first] = [await open(), await open()];
  const refused = await open().catch((error: unknown) => error);
  assert.ok(refused instanceof Refused && refused.status === 503, String(refused));
  assert.match(refused.body, /pagesPerAddress/);
  assert.equal(await budget("pages", "address"), 2);
  first.peer.socket.close();
  await first.peer.ended();
  using _again = await open();
});

test("BU8 a save that exceeds the learner's disk space is refused with a sentence, and the last saved text stays", async () => {
  const first = echo("one");
  const [diskBytesPerLearner, diskBytesPerServer] = [first.length + 150, 2 * first.length + 150];
  await using small = await serve({ limits: { diskBytesPerLearner, diskBytesPerServer } });
  using visitor = new Visitor(small.url);
  await visitor.load(first);
  const refused = await visitor.save(`${first}// ${"x".repeat(200)}`);
  assert.equal(refused.status, 413);
  assert.match(
    problemIn(refused).detail,
    /^This text does not fit: your saved code would exceed \d+ bytes \(limit diskBytesPerLearner\)/,
  );
  assert.equal((await visitor.code()).source, first);
  using second = new Visitor(small.url);
  await second.load(first);
  using third = new Visitor(small.url);
  const full = await third.save(`${first}// ${"x".repeat(100)}`);
  assert.deepEqual([full.status, problemIn(full).detail.includes("diskBytesPerServer")], [413, true], full.text);
  const { text } = await visitor.call("/metrics");
  assert.match(text, new RegExp(`ws101_budget_used{budget="disk",scope="total"} ${2 * first.length}\n`));
  assert.match(text, /ws101_budget_limit{budget="disk",scope="total"} \d+\n/);
});

test("BU9 readiness fails when the store can no longer be written", async () => {
  const dataDir = scratch();
  await using broken = await serve({ dataDir });
  using operator = new Visitor(broken.url);
  assert.equal((await operator.call("/readyz")).status, 200);
  rmSync(join(dataDir, "ws101.db"));
  const answer = await operator.call("/readyz");
  assert.equal(answer.status, 503);
  assert.match(problemIn(answer).detail, /was removed or replaced/);
  assert.equal((await operator.save(echo("lost"))).status, 500);
  rmSync(dataDir, { recursive: true });
});

const keepsMemory = `const kept = Array.from({ length: 8 }, () => new Uint8Array(1 << 20).fill(1));
export default async function handle(socket) { for await (const message of socket) await socket.send(kept.length + message.data); }`;

test("BU7 when a host runs short of memory, the heaviest room is closed, its learner is told, and neighbours are not affected", async () => {
  await using small = await serve({
    limits: { hostMemoryBytes: 16 << 20 },
    hostEntry: fileURLToPath(new URL("lean-host.ts", import.meta.url)),
  });
  using neighbour = new Visitor(small.url);
  using light = await Peer.connect((await neighbour.load(echo("light"))).url);
  const open = async (visitor: Visitor) => {
    const { url } = await visitor.load(keepsMemory);
    const page = await Page.open(small.gate, visitor.cookie);
    await page.follow("echo");
    return { page, peer: await Peer.connect(url) };
  };
  using ann = new Visitor(small.url);
  using ben = new Visitor(small.url);
  const rooms = [await open(ann), await open(ben)];
  const ended = Promise.race(rooms.map(async ({ page, peer }) => ({ page, ...(await peer.closed) })));
  const { page, code, reason } = await within(ended, "the end of the heaviest room did not come");
  assert.deepEqual([code, reason], [1012, "limit hostMemoryBytes: the room restarts"]);
  const { fault } = await page.next("fault");
  assert.match(
    fault.message,
    /^The server ran short of memory and closed .* yours with \d+ MiB \(limit hostMemoryBytes\)\. Keep less/,
  );
  assert.equal(await light.request("y"), "light:y");
  for (const each of rooms) for (const part of [each.peer, each.page]) part[Symbol.dispose]();
});

test("BU7 hosts together leave memory to the rest of a small machine, unless the limit is set", () => {
  const limitOf = (over: Record<string, string>) => readConfig(over).limits.hostMemoryBytes;
  assert.ok(64 * limitOf({ HOSTS: "64" }) <= 0.6 * totalmem());
  assert.equal(limitOf({ HOSTS: "64", LIMIT_HOST_MEMORY_BYTES: "12345678" }), 12_345_678);
});

test("BU8 every limit of a budget is explained to operators, by its variable, in docs/operating.md", () => {
  const text = readFileSync(new URL("../../docs/operating.md", import.meta.url), "utf8");
  const names = Object.keys(limitTable).filter((name) => /Per(Learner|Address|Server)$|Bytes(Per|$)|^saves/.test(name));
  const bounded = names.filter((name) => /^(learners|rooms|idle|sockets|pages|saves|host|console|disk)/.test(name));
  assert.ok(bounded.length > 20, `${bounded.length} limits`);
  const variables = bounded.map((name) => `LIMIT_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`);
  const explained = (name: string) => text.includes(name) || text.includes(name.replace(/_PER_(ADDRESS|SERVER)$/, ""));
  assert.deepEqual(
    variables.filter((name) => !explained(name)),
    [],
  );
});
