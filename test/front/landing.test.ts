// The landing page as a document: complete without scripts, light, and different for those who return.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadedCellSchema } from "../../server/protocol/cell.ts";
import { echo } from "./handlers.ts";
import { Peer } from "./peer.ts";
import { server } from "./shared-server.ts";
import { parsed, Visitor } from "./visitor.ts";
import { TestInstructor, TestMember } from "./workshop-people.ts";

const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

async function landing(visitor: Visitor) {
  const answer = await visitor.call("/", { headers: browser });
  assert.equal(answer.status, 200);
  const text = answer.text.replace(/<script.*?<\/script>/gs, "").replace(/<[^>]*>/g, "");
  return { ...answer, readable: text.replaceAll("&quot;", '"').replace(/\s+/g, " ") };
}

test("LD1 the landing page is complete without scripts: the handler, what it does, for whom it is, and where to go", async () => {
  using visitor = new Visitor(server.url);
  const { text, readable, headers } = await landing(visitor);
  for (const part of [
    "Learn WebSockets by writing the server",
    'socket.on("message", (data) => {',
    "A to the handler: hello",
    "The handler to A: hello",
    "A received hello. B received hi.",
    "Who it is for",
    "What it assumes",
    "About 2½ hours for 13 lessons",
  ])
    assert.ok(readable.includes(part), part);
  assert.match(text, /<textarea[^>]* readonly [^>]*>socket\.send\(text\);<\/textarea>/);
  assert.doesNotMatch(text, /<button type="button"(?![^>]* disabled)/, "what needs a script waits for it");
  for (const path of [
    "/lessons",
    "/play",
    "/join",
    "/instructor",
    "/guides/models",
    "/reference",
    "/lessons/handshake",
  ])
    assert.ok(text.includes(`href="${path}"`), path);
  assert.match(readable, /Start with “Accept a connection, or refuse it”/);
  assert.equal(headers["set-cookie"], undefined, "reading makes nobody a learner");
});

test("LD1 it has a title, a description, a canonical URL and a card, and asks other servers for nothing", async () => {
  using visitor = new Visitor(server.url);
  const { text } = await landing(visitor);
  for (const part of ["<title>ws101 · Learn", '<meta name="description"', 'rel="canonical"', "/card/landing.png"])
    assert.ok(text.includes(part), part);
  const loaded = [...text.matchAll(/<(?:script|link rel="(?:stylesheet|icon)"|img)[^>]* (?:src|href)="([^"]*)"/g)];
  assert.ok(loaded.length >= 4);
  for (const [, address = ""] of loaded) assert.match(address, /^\/[a-z]/);
  const card = await visitor.call("/card/landing.png");
  assert.deepEqual([card.status, card.headers["content-type"]], [200, "image/png"]);
});

test("LD4 until someone clicks, it loads a few kilobytes of script, and styles of its own", async () => {
  using visitor = new Visitor(server.url);
  const { text } = await landing(visitor);
  const sizes = async (pattern: RegExp) => {
    const paths = [...text.matchAll(pattern)].map(([, path = ""]) => path);
    const answers = await Promise.all(paths.map((path) => visitor.call(path)));
    return answers.reduce((sum, { text: file }) => sum + file.length, 0);
  };
  const script = await sizes(/<script[^>]* src="([^"]*)"/g);
  assert.ok(script > 1_000 && script < 12_000, `${script} bytes of script`);
  const styles = await sizes(/<link rel="stylesheet" href="([^"]*)"/g);
  assert.ok(styles > 1_000 && styles < 30_000, `${styles} bytes of styles`);
});

test("LD1 a learner who returns is led to their lesson, and sees what they have passed", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("mine"));
  await visitor.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  const { readable, text } = await landing(visitor);
  assert.match(readable, /(Continue|Start) with “Echo every message”|2 Echo every message|✓ Echo every message/);
  assert.match(readable, /Continue with “/);
  assert.doesNotMatch(text, /Start with/);
});

test("LD1 a member of a workshop is led to it", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const workshop = await instructor.create();
  using member = new TestMember(server.url);
  await member.enter(workshop.code, "Bo");
  const shown = await landing(member);
  assert.match(shown.readable, /You are in the workshop .+ as Bo\. Go to its lessons/);
  using stranger = new Visitor(server.url);
  assert.doesNotMatch((await landing(stranger)).readable, /You are in/);
});

test("LD2 its program runs in a room of the visitor's own, and nothing is stored", async () => {
  const run = async (visitor: Visitor, source: string) => {
    const answer = await visitor.call("/api/cells/landing/code", { method: "PUT", body: { source } });
    return parsed(loadedCellSchema, answer) ?? assert.fail(answer.text);
  };
  using ada = new Visitor(server.url);
  using bob = new Visitor(server.url);
  const [hers, his] = [await run(ada, echo("hers")), await run(bob, echo("his"))];
  assert.notEqual(hers.room, his.room);
  using peer = await Peer.connect(his.url);
  assert.match(await peer.request("x"), /his/);
  assert.deepEqual(JSON.parse((await bob.call("/api/progress")).text), { lessons: [] });
});
