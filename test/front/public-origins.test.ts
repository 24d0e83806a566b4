import assert from "node:assert/strict";
import type { NetworkInterfaceInfo } from "node:os";
import { test } from "node:test";
import { publicOrigins } from "../../server/front/gate/public-origins.ts";
import { publicOriginsSchema } from "../../server/protocol/http.ts";
import { serve } from "./serving.ts";
import { parsed, Visitor } from "./visitor.ts";

const one = (address: string, internal = false): NetworkInterfaceInfo => {
  const rest = { netmask: "255.255.255.0", mac: "00:00:00:00:00:00", cidr: null };
  return address.includes(":")
    ? { address, family: "IPv6", internal, scopeid: 1, ...rest }
    : { address, family: "IPv4", internal, ...rest };
};
const interfaces = {
  lo: [one("127.0.0.1", true), one("::1", true)],
  eth0: [one("203.0.113.7"), one("fe80::1")],
  wlan0: [one("192.168.1.5"), one("169.254.3.4")],
};
const reach = (host: string, publicUrl: URL | null = null) =>
  publicOrigins({ host, port: 3000, publicUrl }, interfaces);

test("BE9 a server that listens everywhere tells its IPv4 addresses, private networks first", () => {
  const origins = ["http://192.168.1.5:3000", "http://203.0.113.7:3000"];
  for (const host of ["0.0.0.0", "::"]) assert.deepEqual(reach(host), { open: true, origins });
  assert.deepEqual(reach("192.168.1.5").origins, ["http://192.168.1.5:3000"]);
  assert.deepEqual(reach("0.0.0.0", new URL("https://class.example/")).origins, ["https://class.example"]);
  for (const host of ["127.0.0.1", "localhost", "::1"]) assert.deepEqual(reach(host), { open: false, origins: [] });
});

test("NE1 addresses of containers, virtual machines and tunnels come last", () => {
  const machine = {
    docker0: [one("172.17.0.1")],
    utun4: [one("10.8.0.2")],
    en0: [one("203.0.113.7")],
    en1: [one("10.0.0.5")],
  };
  const { origins } = publicOrigins({ host: "0.0.0.0", port: 80, publicUrl: null }, machine);
  assert.deepEqual(
    origins.map((origin) => new URL(origin).hostname),
    ["10.0.0.5", "203.0.113.7", "172.17.0.1", "10.8.0.2"],
  );
});

test("BE9 only a learner is told them, and the phone's page needs no cookie and sets none", async () => {
  await using server = await serve({ config: { host: "0.0.0.0" } });
  using stranger = new Visitor(server.url);
  assert.equal((await stranger.call("/api/origins")).status, 401);
  using learner = new Visitor(server.url);
  const { room } = await learner.code();
  const told = parsed(publicOriginsSchema, await learner.call("/api/origins"));
  const { port } = new URL(server.url);
  assert.equal(told?.open, true);
  for (const origin of told?.origins ?? []) assert.equal(new URL(origin).port, port);
  const page = await stranger.call(`/phone/${room}`);
  assert.equal(page.status, 200);
  assert.equal(page.headers["set-cookie"], undefined);
  assert.match(page.text, /<title>Phone/);
  for (const odd of ["..%2f..%2fetc", "a%00b", "x".repeat(65), "a b"]) {
    assert.equal((await stranger.call(`/phone/${odd.replace(" ", "%20")}`)).status, 404, odd);
  }
});
