// Endpoints that a workshop gives its members: an instructor's room for everyone, and each other's rooms for pairs.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, test } from "node:test";
import { until } from "../clients/until.ts";
import { echo } from "./handlers.ts";
import { Page } from "./page.ts";
import { Peer, Refused } from "./peer.ts";
import { scratch } from "./serving.ts";
import { problemIn } from "./visitor.ts";
import { serveWorkshops, TestInstructor, TestMember } from "./workshop-people.ts";

const server = await serveWorkshops({
  config: { trustProxy: 1 },
  limits: {
    ...{ socketsPerRoom: 2, socketsPerLearner: 3, clientsPerPage: 2, turnMessages: 4 },
    ...{ classroomSockets: 5, classroomSocketsPerLearner: 2 },
  },
});
after(() => server[Symbol.asyncDispose]());

/** Kim's workshop with members of these names. */
async function workshopWith(...names: string[]) {
  const kim = await TestInstructor.signIn(server.url, "Kim");
  const { id, code } = await kim.create();
  const members = await Promise.all(
    names.map(async (name) => {
      const member = new TestMember(server.url);
      await member.load(echo(name));
      const { view } = await member.enter(code, name);
      return { member, id: view.me.id };
    }),
  );
  const dispose = () => {
    for (const each of [kim, ...members.map(({ member }) => member)]) each[Symbol.dispose]();
  };
  return { kim, id, code, members, [Symbol.dispose]: dispose };
}

async function endpointOf(member: TestMember) {
  const endpoint = (await member.view())?.endpoint;
  assert.ok(endpoint);
  return endpoint;
}

/** Sends each text to everyone twice, in one turn. */
const broadcast = `import type { Socket } from "ws101";
const all = new Set<Socket>();
export default async function handle(socket: Socket) {
  all.add(socket);
  for await (const message of socket) {
    if (message.type !== "text") continue;
    for (const other of all) { other.send(message.data); other.send(message.data); }
  }
  all.delete(socket);
}
`;

async function refusal(url: string, headers = {}): Promise<string> {
  try {
    using peer = await Peer.connect(url, { headers });
    return `open: ${peer.socket.url}`;
  } catch (error) {
    if (error instanceof Refused) return error.body;
    throw error;
  }
}

test("CR1 only instructors make their room everyone's endpoint; every member hears of it, and of its end", async () => {
  using scene = await workshopWith("Ana");
  const { kim, id, members } = scene;
  const ana = members[0]?.member;
  assert.ok(ana);
  const path = `/api/workshops/${id}/commands`;
  const refused = await ana.call(path, { method: "POST", body: { do: "classroom", lesson: "echo" } });
  assert.equal(refused.status, 401);
  assert.equal((await kim.command(id, { do: "classroom", lesson: "none" })).status, 404);
  await kim.load(echo("kim"));
  using page = await Page.open(server.gate, ana.cookie);
  await page.next("workshop");
  await kim.do(id, { do: "classroom", lesson: "echo" });
  const { view } = await page.next("workshop");
  assert.deepEqual([view?.endpoint?.kind, view?.endpoint?.of, view?.endpoint?.lesson], ["classroom", "Kim", "echo"]);
  {
    using peer = await Peer.connect(view?.endpoint?.url ?? "");
    assert.equal(await peer.request("hi"), "kim:hi");
  }
  await kim.do(id, { do: "classroom", lesson: null });
  assert.equal((await page.next("workshop")).view?.endpoint, null);
});

test("CR2 a room has the limits of a classroom while it is one, and its own ones before and after", async () => {
  using scene = await workshopWith("Ana");
  const { kim, id, members } = scene;
  await kim.load(broadcast);
  const ana = members[0]?.member;
  assert.ok(ana);
  using page = await Page.open(server.gate, kim.cookie);
  const { url } = await page.follow("echo");
  {
    using own = await Peer.connect(url);
    using second = await Peer.connect(url);
    assert.match(await refusal(url), /socketsPerRoom/);
    await kim.do(id, { do: "classroom", lesson: "echo" });
    assert.deepEqual([(await own.ended()).code, (await second.ended()).code], [1012, 1012]);
  }
  const { url: classroom } = await endpointOf(ana);
  const peers = await Promise.all(Array.from({ length: 5 }, () => Peer.connect(classroom)));
  assert.match(await refusal(classroom), /classroomSockets/);
  peers[0]?.socket.send("all");
  for (const peer of peers) assert.deepEqual([await peer.next(), await peer.next()], ["all", "all"]);
  // The class uses up nothing of the instructor's own.
  using other = await page.follow("reverse").then(({ url }) => Peer.connect(url));
  await kim.do(id, { do: "end" });
  for (const peer of peers) assert.equal((await peer.ended()).code, 1012);
  using first = await Peer.connect(url);
  using second = await Peer.connect(url);
  assert.match(await refusal(url), /socketsPerRoom/);
  first.socket.send("all");
  assert.equal(await second.next(), "all");
  assert.equal(other.socket.readyState, 1);
});

test("CR2 a room is no classroom any more when its workshop was deleted", async () => {
  using scene = await workshopWith("Ana");
  const { kim, id, members } = scene;
  await kim.load(echo("kim"));
  const ana = members[0]?.member;
  assert.ok(ana);
  await kim.do(id, { do: "classroom", lesson: "echo" });
  const { url } = await endpointOf(ana);
  const peers = await Promise.all(Array.from({ length: 3 }, () => Peer.connect(url)));
  await kim.call(`/api/workshops/${id}`, { method: "DELETE" });
  for (const peer of peers) assert.equal((await peer.ended()).code, 1012);
  using _one = await Peer.connect(url);
  using _two = await Peer.connect(url);
  assert.match(await refusal(url), /socketsPerRoom/);
});

test("CR2 a classroom is still one after a restart of the server", async () => {
  const dataDir = scratch();
  const options = { dataDir, limits: { socketsPerRoom: 1, classroomSockets: 2 } };
  let cookie = "";
  {
    await using before = await serveWorkshops(options);
    using kim = await TestInstructor.signIn(before.url, "Kim");
    cookie = kim.cookie;
    await kim.load(echo("kim"));
    const { id } = await kim.create();
    await kim.do(id, { do: "classroom", lesson: "echo" });
  }
  {
    await using again = await serveWorkshops(options);
    using page = await Page.open(again.gate, cookie);
    const { url } = await page.follow("echo");
    using _one = await Peer.connect(url);
    using _two = await Peer.connect(url);
    assert.match(await refusal(url), /classroomSockets/);
  }
  rmSync(dataDir, { recursive: true, force: true });
});

test("CR3 a page's server-run clients are in the endpoint of the lesson, and in the learner's own room after it", async () => {
  using scene = await workshopWith("Ana");
  const { kim, id, members } = scene;
  await kim.load(echo("kim"));
  const ana = members[0]?.member;
  assert.ok(ana);
  using page = await Page.open(server.gate, ana.cookie);
  await page.next("workshop");
  await page.follow("echo");
  const answer = async () => {
    page.command("A", { do: "open" });
    await page.nextEvent("A", "open");
    page.command("A", { do: "send", kind: "text", data: "hi" });
    return (await page.nextEvent("A", "message")).data;
  };
  assert.equal(await answer(), "Ana:hi");
  await kim.do(id, { do: "classroom", lesson: "echo" });
  await page.next("workshop");
  page.command("A", { do: "cut" });
  assert.equal(await answer(), "kim:hi");
  await ana.command({ do: "leave" });
  await page.next("workshop");
  assert.equal(await answer(), "Ana:hi");
});

test("CR9 no member, whatever their clients, and no stranger can use up a classroom's sockets", async () => {
  using scene = await workshopWith("Ana", "Ben");
  const { kim, id, members } = scene;
  const [ana, ben] = members.map(({ member }) => member);
  assert.ok(ana && ben);
  await kim.load(echo("kim"));
  await kim.do(id, { do: "classroom", lesson: "echo" });
  const { url } = await endpointOf(ana);
  const as = ({ cookie }: TestMember) => ({ headers: { cookie } });
  const [first, second] = [await Peer.connect(url, as(ana)), await Peer.connect(url, as(ana))];
  assert.match(await refusal(url, as(ana).headers), /classroomSocketsPerLearner/);
  using _ben = await Peer.connect(url, as(ben));
  const stranger = { headers: { "x-forwarded-for": "192.0.2.7" } };
  {
    using _one = await Peer.connect(url, stranger);
    using mallory = new TestMember(server.url);
    await mallory.call("/api/progress");
    for (const who of [stranger, as(mallory)]) assert.match(await refusal(url, who.headers), /Four fifths/);
  }
  first[Symbol.dispose]();
  // The host reports the end of a socket soon after its peer knows it.
  await until("a place", async () => ((await refusal(url, as(ana).headers)).startsWith("open") ? true : null));
  second[Symbol.dispose]();
  using page = await Page.open(server.gate, ana.cookie);
  using other = await Page.open(server.gate, ana.cookie);
  for (const each of [page, other]) {
    await each.next("workshop");
    await each.follow("echo");
  }
  for (const name of ["A", "B"]) {
    page.command(name, { do: "open" });
    await page.nextEvent(name, "open");
  }
  other.command("A", { do: "open" });
  assert.match((await other.nextEvent("A", "refused")).reason, /classroomSocketsPerLearner/);
});

test("CR4 in a pair, the client's page gets the other's endpoint, and the server's page the client's name", async () => {
  using scene = await workshopWith("Ana", "Ben");
  const { kim, id, members } = scene;
  const [ana, ben] = members;
  assert.ok(ana && ben);
  const pair = (client: string, other: string | null) =>
    kim.command(id, { do: "pair", client, server: other, lesson: "echo" });
  assert.equal(problemIn(await pair(ana.id, ana.id)).status, 409);
  assert.equal((await pair(ben.id, ana.id)).status, 200);
  const { kind, of, url } = await endpointOf(ben.member);
  assert.deepEqual([kind, of], ["pair", "Ana"]);
  assert.deepEqual((await ana.member.view())?.guests, [{ name: "Ben", lesson: "echo" }]);
  assert.equal((await ana.member.view())?.endpoint, null);
  using peer = await Peer.connect(url);
  assert.equal(await peer.request("hi"), "Ana:hi");
  await ana.member.command({ do: "leave" });
  assert.equal((await ben.member.view())?.endpoint, null);
  assert.equal((await pair(ben.id, ana.id)).status, 409);
});

test("CR5 everyone who is online is in one pair, or in the group of three", async () => {
  using scene = await workshopWith("Ana", "Ben", "Cem", "Dee", "Eve", "Off");
  const { kim, id, members } = scene;
  assert.equal((await kim.command(id, { do: "pair-everyone", lesson: "echo" })).status, 409);
  const pages = await Promise.all(members.slice(0, 5).map(({ member }) => Page.open(server.gate, member.cookie)));
  await Promise.all(pages.map((page) => page.next("workshop")));
  using watching = await Page.open(server.gate, kim.cookie);
  watching.send({ type: "dashboard", workshop: id });
  const roster = await watching.next("roster");
  const online = new Set(Object.values(roster.state.members).flatMap((one) => (one.pages > 0 ? one.id : [])));
  while (online.size < 5) {
    const { events } = await watching.next("roster-events");
    for (const { event } of events) if (event.type === "brief" && event.pages === 1) online.add(event.member);
  }
  await kim.do(id, { do: "pair-everyone", lesson: "echo" });
  const { pairs } = (await kim.roster(id)).state;
  assert.deepEqual(new Set(pairs.map(({ client }) => client)), online, "everyone is a client once");
  assert.deepEqual(new Set(pairs.map(({ server }) => server)), online, "and a server once");
  assert.ok(pairs.every(({ client, server }) => client !== server));
  const serverOf = new Map(pairs.map(({ client, server }) => [client, server]));
  const mutual = pairs.filter(({ client, server }) => serverOf.get(server) === client).length;
  assert.equal(mutual, 2, "two of the five are a pair, the others a group of three");
  await kim.do(id, { do: "pair-everyone", lesson: null });
  assert.deepEqual((await kim.roster(id)).state.pairs, []);
  for (const page of pages) page[Symbol.dispose]();
});
