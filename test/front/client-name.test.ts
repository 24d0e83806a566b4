// The name that a page gives a client in its address: taken out at the gate, whatever is written.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutClient } from "../../server/front/gate/upgrade.ts";
import { Page } from "./page.ts";
import { Peer } from "./peer.ts";
import { tellingRequest } from "./server-client-handlers.ts";
import { server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

const cases: readonly { query: string; url: string; client: string; page?: string; preview?: string }[] = [
  { query: "", url: "", client: "" },
  { query: "?", url: "?", client: "" },
  { query: "?ws101-client=A", url: "", client: "A" },
  { query: "?ws101-client=A&token=1", url: "?token=1", client: "A" },
  { query: "?token=1&ws101-client=My%20phone", url: "?token=1", client: "My phone" },
  { query: "?token=1&ws101-client=My+phone&x=2", url: "?token=1&x=2", client: "My phone" },
  { query: "?ws101-client=A&ws101-client=B", url: "", client: "A" },
  { query: "?ws101-client=%3Cb%3E&ws101-client=B&a?ws101-client=C", url: "?a?ws101-client=C", client: "B" },
  { query: "?ws101%2Dclient=B&%77s101-client=C&x", url: "?x", client: "B" },
  { query: "?ws101-client", url: "", client: "" },
  { query: "?ws101-client=", url: "", client: "" },
  { query: "?ws101-client=%FF", url: "", client: "" },
  { query: "?ws101-client=%", url: "", client: "" },
  { query: "?ws101-client=A%00B", url: "", client: "" },
  { query: "?ws101-client=A%0d%0aB", url: "", client: "" },
  { query: "?ws101-client=%E2%80%AEA", url: "", client: "" },
  { query: "?ws101-client= A", url: "", client: "" },
  { query: `?ws101-client=${"A".repeat(24)}`, url: "", client: "A".repeat(24) },
  { query: `?ws101-client=${"A".repeat(25)}`, url: "", client: "" },
  { query: `?ws101-client=${"A".repeat(9000)}&x`, url: "?x", client: "" },
  { query: "?ws101-client=A&ws101-page=k3&x=1", url: "?x=1", client: "A", page: "k3" },
  { query: "?ws101-page=<b>&ws101-page=k4", url: "", client: "", page: "k4" },
  { query: "?ws101-client=A&ws101-page=K3", url: "", client: "A" },
  { query: "?ws101-preview=k&x=1&ws101%2Dpreview=j", url: "?x=1", client: "", preview: "k" },
  { query: "?WS101-CLIENT=A", url: "?WS101-CLIENT=A", client: "" },
  { query: "?%=1&x=%zz", url: "?%=1&x=%zz", client: "" },
  { query: "?a&&b&", url: "?a&&b&", client: "" },
];

for (const { query, url, ...named } of cases) {
  test(`EN11 the address ${JSON.stringify(query.slice(0, 60))} is "${url}" to the handler, from "${named.client}"`, () => {
    assert.deepEqual(withoutClient(`/ws/room${query}`), { url: `/ws/room${url}`, ...named });
  });
}

test("EN11 a browser's client is known to its room by the name in its address, which its handler never sees", async () => {
  using visitor = new Visitor(server.url);
  const { url, room } = await visitor.load(tellingRequest);
  using page = await Page.open(server.gate, visitor.cookie);
  await page.follow("echo");
  using peer = await Peer.connect(`${url}?ws101-client=Phone+1&%77s101-client=B&token=1`);
  const told = await peer.next();
  assert.ok(told.includes(`"url":"/ws/${room}?token=1"`), told);
  assert.ok(!told.includes("Phone"), told);
  const { state } = await page.next("state", ({ state }) => state.peers.length === 1);
  assert.equal(state.peers[0]?.client, "Phone 1");
  using nameless = await Peer.connect(`${url}?ws101-client=<img>`);
  await nameless.next();
  const both = await page.next("state", ({ state }) => state.peers.length === 2);
  assert.deepEqual(
    both.state.peers.map(({ client }) => client),
    ["Phone 1", ""],
  );
});
