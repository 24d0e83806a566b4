// The echo and the answers by which a page finds out whether sockets work where it is.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, test } from "node:test";
import { preflightInfoSchema } from "../../server/protocol/http.ts";
import { within } from "../host/support/deadline.ts";
import { Peer } from "./peer.ts";
import { proxied } from "./proxied-server.ts";
import { serve } from "./serving.ts";
import { server } from "./shared-server.ts";
import { parsed, Visitor } from "./visitor.ts";

// Before the first test: while a file waits between its tests, those that it has seem to be all.
const few = await serve({ limits: { preflightSockets: 3, preflightSocketsPerAddress: 2, preflightMessages: 3 } });
after(() => few[Symbol.asyncDispose]());
const address = `${server.gate}/preflight/socket`;

test("SR13 the preflight socket echoes text and bytes up to 64 KiB unchanged, and answers pings", async () => {
  using peer = await Peer.connect(address);
  assert.equal(await peer.request("häßlich 👩‍👩‍👧"), "häßlich 👩‍👩‍👧");
  const large = Buffer.alloc(65_536, 7);
  peer.socket.send(large);
  const [data, isBinary] = await within(once(peer.socket, "message"), "the bytes did not come");
  assert.ok(isBinary && large.equals(data));
  peer.socket.ping("are you there");
  const [pong] = await within(once(peer.socket, "pong"), "a pong did not come");
  assert.equal(String(pong), "are you there");
  peer.socket.send(Buffer.alloc(65_537));
  assert.equal((await peer.closed).code, 1009);
});

test("SR13 it closes after its time, after its messages, or if the client does not read, and names the limit", async () => {
  await using short = await serve({ limits: { preflightMs: 300 } });
  using slow = await Peer.connect(`${short.gate}/preflight/socket`);
  const timed = await within(slow.closed, "its end did not come");
  assert.deepEqual([timed.code, /limit preflightMs/.test(timed.reason)], [1000, true]);
  using busy = await Peer.connect(`${few.gate}/preflight/socket`);
  for (const text of ["1", "2", "3", "4"]) busy.socket.send(text);
  const counted = await within(busy.closed, "its end did not come");
  assert.deepEqual([counted.code, /limit preflightMessages/.test(counted.reason)], [1000, true]);
  assert.deepEqual([await busy.next(), await busy.next(), await busy.next()], ["1", "2", "3"]);

  using deaf = await Peer.connect(address);
  deaf.socket.pause();
  const sent = Promise.withResolvers<void>();
  const block = Buffer.alloc(65_536);
  for (let index = 1; index < 300; index += 1) deaf.socket.send(block);
  deaf.socket.send(block, () => sent.resolve());
  await within(sent.promise, "all of it sent did not come");
  deaf.socket.resume();
  const cut = await within(deaf.closed, "its end did not come");
  assert.deepEqual([cut.code, /limit unsentBytes/.test(cut.reason)], [1013, true]);
});

test("SR13 an excess socket is closed with the limit's name, per address and in total", async () => {
  const gate = `${few.gate}/preflight/socket`;
  using first = await Peer.connect(gate);
  using second = await Peer.connect(gate);
  using third = await Peer.connect(gate);
  const told = await within(third.closed, "its end did not come");
  assert.deepEqual([told.code, /limit preflightSocketsPerAddress/.test(told.reason)], [1013, true]);
  assert.equal(await second.request("still"), "still");
  first.socket.close();
  await within(first.closed, "the close did not come");
  using fourth = await Peer.connect(gate);
  assert.equal(await fourth.request("room again"), "room again");
});

test("SR13 pages of other sites are refused, and a shutdown closes it with 1001", async () => {
  await assert.rejects(Peer.connect(address, { origin: "https://evil.example" }), /403/);
  const leaving = await serve();
  using peer = await Peer.connect(`${leaving.gate}/preflight/socket`);
  const [end] = await Promise.all([peer.closed, leaving[Symbol.asyncDispose]()]);
  assert.equal(end.code, 1001);
});

test("SR13 the info shows how a request arrived: protocol, host, address family, proxies' headers", async () => {
  using visitor = new Visitor(server.url);
  const direct = parsed(preflightInfoSchema, await visitor.call("/preflight/info"));
  assert.deepEqual([direct?.protocol, direct?.family, direct?.httpVersion], ["http", "IPv4", "1.1"]);
  assert.deepEqual([direct?.forwarded, direct?.trustedProxies], [[], 0]);
  assert.equal(direct?.host, new URL(server.url).host);
  const headers = { "x-forwarded-for": "2001:db8::1", "x-forwarded-proto": "https", via: `1.1 ${"proxy".repeat(100)}` };
  const seen = parsed(preflightInfoSchema, await visitor.call("/preflight/info", { headers }));
  assert.deepEqual([seen?.protocol, seen?.family], ["http", "IPv4"], "believed only when a proxy is trusted");
  assert.deepEqual(
    seen?.forwarded.map(({ name }) => name),
    ["x-forwarded-for", "x-forwarded-proto", "via"],
  );
  assert.equal(seen?.forwarded[2]?.value.length, 300);
  using client = new Visitor(proxied.url);
  const believed = parsed(preflightInfoSchema, await client.call("/preflight/info", { headers }));
  assert.deepEqual([believed?.protocol, believed?.family, believed?.trustedProxies], ["https", "IPv6", 1]);
});

test("SR13 the page shows commands for a terminal with the URL that the browser uses", async () => {
  using visitor = new Visitor(server.url);
  const { status, text } = await visitor.call("/preflight");
  assert.equal(status, 200);
  assert.match(text, new RegExp(`wscat -c ${server.gate}/preflight/socket`));
  assert.match(text, /curl -i -N --http1\.1/);
});
