// Server-run clients with hostile handlers and pages: other learners are not affected.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { following } from "../../front/following.ts";
import { echo } from "../../front/handlers.ts";
import { Page } from "../../front/page.ts";
import { serve } from "../../front/serving.ts";
import { Visitor } from "../../front/visitor.ts";

// The floods are limited by what is reported, not by the CPU of their rooms.
const server = await serve({ limits: { upgradeMs: 500, fuelPerSecond: 1_000_000_000, fuelBurst: 1_000_000_000 } });
after(() => server[Symbol.asyncDispose]());

const clientEvents = (page: Page) => page.messages.flatMap((one) => (one.type === "client" ? [one.event] : []));

const flooding = `import { sleep } from "ws101";
export default async function handle(socket) {
  for (let n = 0; n < 6000; n++) {
    await socket.send("flood " + n);
    if (n % 500 === 0) await sleep(1);
  }
  await socket.close(1000, "that was all");
}`;

test("EN20 a flood from a handler is reported in part, every client's end is reported, and other learners are not affected", async () => {
  using mine = new Visitor(server.url);
  using other = new Visitor(server.url);
  using neighbour = await following(server, other, echo("calm"));
  using page = await following(server, mine, flooding);
  neighbour.command("N", { do: "open" });
  await neighbour.nextEvent("N", "open");
  const clients = ["A", "B", "C", "D"];
  for (const client of clients) page.command(client, { do: "open" });
  neighbour.command("N", { do: "send", kind: "text", data: "hello" });
  assert.equal((await neighbour.nextEvent("N", "message")).data, "calm:hello");
  const ends = () => page.messages.filter((one) => one.type === "client" && one.event.what === "closed").length;
  while (ends() < clients.length) await page.next("client", ({ event }) => event.what === "closed");
  const messages = clientEvents(page).filter(({ what }) => what === "message").length;
  const missed = clientEvents(page).reduce((sum, event) => sum + (event.what === "missed" ? event.count : 0), 0);
  assert.equal(messages + missed, clients.length * 6_000);
  assert.ok(missed > 0, "nothing was left out");
});

const silent = `export async function upgrade() { await new Promise(() => {}); return true; }
export default async function handle(socket) {}`;

test("EN20 a handshake that the handler never answers fails with the reason", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, silent);
  page.command("A", { do: "open" });
  page.command("A", { do: "send", kind: "text", data: "too early" });
  assert.match((await page.nextEvent("A", "failed")).message, /not connected yet/);
  const refused = await page.nextEvent("A", "refused");
  assert.equal(refused.status, 504);
  assert.match(refused.reason, /upgrade\(\) did not answer within 500 ms/);
  page.command("B", { do: "open" });
  page.command("B", { do: "cut" });
  assert.equal((await page.nextEvent("B", "refused")).status, 0);
});

const deaf = `import { WebSocketServer } from "ws";
new WebSocketServer({ port: 3000 }).on("connection", (socket) => socket.pause());`;

test("EN20 a handler that reads nothing fills its client up to the limit, and no further", async () => {
  await using tight = await serve({ limits: { unsentBytes: 64 << 10, clientCommandsPerSecond: 1_000 } });
  using visitor = new Visitor(tight.url);
  using page = await following(tight, visitor, deaf);
  page.command("A", { do: "open" });
  await page.nextEvent("A", "open");
  const data = "x".repeat(60_000);
  for (let n = 0; n < 200; n++) page.command("A", { do: "send", kind: "text", data });
  assert.match((await page.nextEvent("A", "failed")).message, /unsentBytes.*waiting for the handler to read/);
  page.command("A", { do: "cut" });
  assert.equal((await page.nextEvent("A", "closed")).code, 1006);
});

const nameless = [
  { what: "a name too long", wish: { client: "x".repeat(25), command: { do: "open" } } },
  { what: "a name that is markup", wish: { client: "<b>", command: { do: "open" } } },
];

const oversized = [
  {
    what: "too many headers",
    wish: { client: "A", command: { do: "open", headers: Array(33).fill(["a", "b"]) } },
    says: /"refused".*`headers` is not valid/,
  },
  {
    what: "a header too long",
    wish: { client: "A", command: { do: "open", headers: [["a", "b".repeat(2049)]] } },
    says: /"refused".*headers.0.1/,
  },
  {
    what: "a query too long",
    wish: { client: "A", command: { do: "open", query: "x".repeat(1025) } },
    says: /"refused".*`query` is not valid.*1024/,
  },
  {
    what: "a subprotocol too long",
    wish: { client: "A", command: { do: "open", protocols: ["x".repeat(257)] } },
    says: /"refused".*protocols.0.*256/,
  },
  {
    what: "data too long",
    wish: { client: "A", command: { do: "send", kind: "text", data: "x".repeat((96 << 10) + 1) } },
    says: /"failed".*`data` is not valid/,
  },
  {
    what: "too many fragments",
    wish: { client: "A", command: { do: "send", kind: "text", data: "x", fragments: 65 } },
    says: /"failed".*`fragments` is not valid/,
  },
  {
    what: "an unknown command",
    wish: { client: "A", command: { do: "connect", url: "ws://evil.example" } },
    says: /"failed".*do/,
  },
  {
    what: "an address of its own",
    wish: { client: "A", command: { do: "open", url: "ws://evil.example" } },
    says: /"refused".*url/,
  },
];

test("EN6 the largest command works; one with a part that is too long is refused; any other closes the channel", async () => {
  using visitor = new Visitor(server.url);
  {
    using page = await following(server, visitor, echo("one"));
    page.command("A", { do: "open", headers: Array.from({ length: 32 }, (_, n) => [`x-${n}`, "v".repeat(2048)]) });
    assert.equal((await page.nextEvent("A", "refused")).status, 431);
    page.command("A", { do: "open" });
    await page.nextEvent("A", "open");
    page.command("A", { do: "send", kind: "text", data: "\u0001".repeat(96 << 10), fragments: 64 });
    // The room's own limit is 64 KiB; the room closes with 1009, as for any client.
    assert.equal((await page.nextEvent("A", "closed")).code, 1009);
  }
  for (const { what, wish } of nameless) {
    using page = await Page.open(server.gate, visitor.cookie);
    await page.follow("echo");
    page.peer.socket.send(JSON.stringify({ type: "client", ...wish }));
    assert.equal((await page.peer.ended()).code, 1003, what);
  }
  using same = await following(server, visitor, echo("one"));
  for (const { what, wish, says } of oversized) {
    same.peer.socket.send(JSON.stringify({ type: "client", ...wish }));
    const { event } = await same.next("client", ({ event }) => event.what === "failed" || event.what === "refused");
    assert.match(JSON.stringify(event), says, what);
  }
  assert.equal(same.peer.socket.readyState, same.peer.socket.OPEN);
  using page = await Page.open(server.gate, visitor.cookie);
  page.peer.socket.send(`"${"x".repeat(641 << 10)}"`);
  assert.equal((await page.peer.ended()).code, 1009);
});

test("EN9 many pages that open and drop clients leave no socket behind", async () => {
  using visitor = new Visitor(server.url);
  using watcher = await following(server, visitor, echo("one"));
  for (let round = 0; round < 10; round++) {
    using page = await Page.open(server.gate, visitor.cookie);
    await page.follow("echo");
    for (const client of ["A", "B", "C", "D"]) page.command(client, { do: "open" });
    if (round % 2 === 0) await page.nextEvent("A", "open");
  }
  watcher.command("last", { do: "open" });
  await watcher.nextEvent("last", "open");
  const alone = () => watcher.messages.findLast((one) => one.type === "state")?.state.peers;
  while (
    alone()
      ?.map(({ client }) => client)
      .join() !== "last"
  )
    await watcher.next("state");
});
