// Visits to every member's server: what each kind of handler is reported as.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { lastVisitSchema, type Visit } from "../../server/protocol/visit.ts";
import { until } from "../clients/until.ts";
import { echo } from "./handlers.ts";
import { Page } from "./page.ts";
import { parsed } from "./visitor.ts";
import { serveWorkshops, TestInstructor, TestMember } from "./workshop-people.ts";

const server = await serveWorkshops({ limits: { turnFuel: 2_000_000 } });
after(() => server[Symbol.asyncDispose]());

const onText = (act: string): string => `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  for await (const message of socket) if (message.type === "text") { ${act} }
}
`;
const refusing = `import type { Socket } from "ws101";
export function upgrade() { return { status: 403, reason: "members only" }; }
export default async function handle(socket: Socket) { for await (const _ of socket); }
`;
const greeting = `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  await socket.send("welcome");
  for await (const message of socket) {
    if (message.type !== "text") continue;
    await new Promise((resolve) => setTimeout(resolve, 10));
    await socket.send("a:" + message.data);
  }
}
`;

async function workshopWith(handlers: Readonly<Record<string, string>>) {
  const kim = await TestInstructor.signIn(server.url, "Kim");
  const { id, code } = await kim.create();
  const ids = new Map<string, string>();
  for (const [name, source] of Object.entries(handlers)) {
    using member = new TestMember(server.url);
    await member.load(source);
    ids.set(name, (await member.enter(code, name)).view.me.id);
  }
  const path = `/api/workshops/${id}/visit`;
  return { kim, id, code, ids, path, [Symbol.dispose]: () => kim[Symbol.dispose]() };
}

type Scene = Awaited<ReturnType<typeof workshopWith>>;

async function last({ kim, path }: Scene): Promise<Visit> {
  const answer = parsed(lastVisitSchema, await kim.call(path));
  assert.ok(answer?.visit);
  return answer.visit;
}

/** Polls, as the page does. */
function ended(scene: Scene): Promise<Visit> {
  return until("the end of the visit", async () => {
    const visit = await last(scene);
    return visit.state === "running" ? null : visit;
  });
}

test("CR7 a visit tells servers that answer correctly from those that answer otherwise, are silent, refuse or crash", async () => {
  using scene = await workshopWith({
    right: echo("a"),
    late: greeting,
    wrong: onText('await socket.send("A:" + message.data);'),
    silent: onText(""),
    refusing,
    looping: onText("for (;;);"),
    throwing: onText('throw new Error("not today");'),
    closing: onText("socket.close(4000, 'go away');"),
  });
  const { kim, path, ids } = scene;
  const body = { lesson: "echo", send: "hi", expect: "a:hi", timeoutMs: 2_500 };
  assert.equal((await kim.call(path, { method: "POST", body })).status, 200);
  assert.equal((await kim.call(path, { method: "POST", body })).status, 409, "one at a time");
  const { results, state } = await ended(scene);
  assert.equal(state, "done");
  const of = (name: string) => results[ids.get(name) ?? ""];
  const outcomes = Object.fromEntries([...ids.keys()].map((name) => [name, of(name)?.outcome]));
  assert.deepEqual(outcomes, {
    ...{ right: "correct", late: "correct", wrong: "different", silent: "silent", refusing: "refused" },
    ...{ looping: "crashed", throwing: "crashed", closing: "crashed" },
  });
  assert.equal(of("wrong")?.text, "A:hi");
  assert.match(of("refusing")?.text ?? "", /403.*members only/);
  assert.match(of("looping")?.text ?? "", /^(?!closed).*ran too long/);
  assert.match(of("throwing")?.text ?? "", /not today/);
  assert.match(of("closing")?.text ?? "", /4000 go away/);
  assert.equal((await kim.call(path, { method: "POST", body: { ...body, expect: null } })).status, 200);
  assert.equal((await ended(scene)).results[ids.get("wrong") ?? ""]?.outcome, "correct", "any answer");
});

test("CR8 only instructors visit; a visit can be cancelled, and the member sees the visitor", async () => {
  using scene = await workshopWith({ silent: onText("") });
  const { kim, path, code } = scene;
  using ana = new TestMember(server.url);
  await ana.load(onText(""));
  await ana.enter(code, "Ana");
  const body = { lesson: "echo", send: "hi", timeoutMs: 10_000 };
  assert.equal((await ana.call(path, { method: "POST", body })).status, 401);
  assert.equal((await kim.call(path, { method: "POST", body: { ...body, lesson: "none" } })).status, 404);
  using page = await Page.open(server.gate, ana.cookie);
  await page.follow("echo");
  await kim.call(path, { method: "POST", body });
  const { state } = await page.next("state", (message) => message.state.peers.length === 1);
  assert.equal(state.peers[0]?.client, "Instructor visit");
  await kim.call(path, { method: "DELETE" });
  await page.next("state", (message) => message.state.peers.length === 0);
  const visit = await ended(scene);
  assert.equal(visit.state, "cancelled");
  assert.deepEqual(new Set(Object.values(visit.results).map(({ outcome }) => outcome)), new Set(["waiting"]));
});
