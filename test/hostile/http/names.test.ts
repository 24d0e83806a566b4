// Other names for this server, and other sites: nothing of a learner's is reached through a page of somebody else.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { echo } from "../../front/handlers.ts";
import { Peer } from "../../front/peer.ts";
import { exchange, upgradeRequest } from "../../front/raw.ts";
import { serve } from "../../front/serving.ts";
import { problemIn, Visitor } from "../../front/visitor.ts";

const server = await serve();
const victim = new Visitor(server.url);
const { room } = await victim.load(echo("mine"));
after(async () => {
  victim[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const strange = [
  "evil.example",
  "evil.example:80",
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "127.0.0.1.nip.io",
  "evil.example.",
  "localhost@evil.example",
  "evil.example#localhost",
  "evil.example/localhost",
  "local",
  "neighbour.local",
  "xn--lcalhost-54a",
  "[::1].evil.example",
  "0x7f.1.evil",
  "a b",
  "localhost:99999999",
  ".",
];

test("HA20 a name that is not ours is refused for pages, calls and sockets: DNS rebinding reaches nothing", async (t) => {
  for (const host of strange) {
    await t.test(`HA20 Host: ${host}`, async () => {
      const call = await victim.call("/api/lessons/echo/code?style=loop", { headers: { host } });
      assert.ok(call.status === 421 || call.status === 400, `${call.status}`);
      assert.doesNotMatch(call.text, /mine:/);
      const socket = await exchange(server.url, upgradeRequest(`/ws/${room}`, { Host: host }));
      assert.match(socket, /^HTTP\/1.1 4(21|00) /);
    });
  }
  for (const host of ["localhost", "LOCALHOST:80", "127.0.0.1", "192.168.1.20:3000", "[::1]:3000", "demo.localhost"]) {
    assert.equal((await victim.call("/healthz", { headers: { host } })).status, 200, host);
  }
});

const foreign = [
  { origin: "http://evil.example" },
  { origin: "null" },
  { origin: "file://" },
  { origin: "http://127.0.0.1:1" },
  { origin: "http://127.0.0.1.evil.example" },
  { origin: "http://evil.example?127.0.0.1" },
  { origin: "http://user@127.0.0.1" },
  { origin: "chrome-extension://abcdef" },
  { origin: "" },
  { origin: "http://[::1" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
];

test("HA21 a page of another site saves, restores, checks and connects nothing, even with the learner's cookie", async (t) => {
  for (const headers of foreign) {
    await t.test(`HA21 ${JSON.stringify(headers)}`, async () => {
      const source = echo("theirs");
      const body = { style: "loop", source };
      for (const [method, path] of [
        ["PUT", "code"],
        ["POST", "restore"],
        ["POST", "checks"],
      ] as const) {
        const answer = await victim.call(`/api/lessons/echo/${path}`, { method, body, headers });
        assert.equal(answer.status, 403, answer.text);
        assert.equal(problemIn(answer).status, 403);
      }
      const { origin } = headers;
      if (origin === undefined) return;
      const socket = await exchange(server.url, upgradeRequest("/live", { Origin: origin, Cookie: victim.cookie }));
      assert.match(socket, /^HTTP\/1.1 403 /);
    });
  }
  assert.equal((await victim.code()).source, echo("mine"));
  const form = { "content-type": "text/plain", "sec-fetch-site": "same-origin" };
  const simple = await victim.call("/api/lessons/echo/code", {
    method: "PUT",
    body: '{"style":"loop"}',
    headers: form,
  });
  assert.equal(simple.status, 415);
});

test("HA22 guessed rooms and another learner's cookie reach nothing that is not their own", async (t) => {
  const guesses = [
    room.slice(0, -1),
    `${room}A`,
    room.toLowerCase() === room ? room.toUpperCase() : room.toLowerCase(),
    "A".repeat(22),
    "__proto__",
    "constructor",
    "..",
    "%2e%2e",
    `${room}%00`,
    `${room}/`,
    `./${room}`,
    "check-AAAAAAAAAAAAAAAAAAAAAA",
    "A".repeat(64),
    "A".repeat(10_000),
  ];
  for (const guess of guesses) {
    await t.test(`HA22 /ws/${guess.slice(0, 30)}`, async () => {
      assert.match(await exchange(server.url, upgradeRequest(`/ws/${guess}`)), /^HTTP\/1.1 404 /);
    });
  }
  using stranger = new Visitor(server.url);
  await stranger.call("/api/lessons");
  assert.equal((await stranger.code()).version, 0);
  const restore = await stranger.call("/api/lessons/echo/restore", {
    method: "POST",
    body: { style: "loop", version: 1 },
  });
  assert.equal(restore.status, 404);
  // The address of a room is what opens it, as for any client: whoever was given it may connect.
  using guest = await Peer.connect(`${server.gate}/ws/${room}`, { headers: { cookie: stranger.cookie } });
  assert.equal(await guest.request("hi"), "mine:hi");
});
