// Access to the server's counters.
import assert from "node:assert/strict";
import { test } from "node:test";
import { proxied } from "./proxied-server.ts";
import { serve } from "./serving.ts";
import { server } from "./shared-server.ts";
import { problemIn, Visitor } from "./visitor.ts";

test("FR11 only this machine can read the counters, by the client's own address behind a trusted proxy", async () => {
  using local = new Visitor(server.url);
  assert.match((await local.call("/metrics")).text, /ws101_rooms/);
  const unmarked = await local.call("/metrics", { headers: { host: "192.168.7.20" } });
  assert.equal(unmarked.status, 403, "a proxy on this machine that adds no header");
  const through = await local.call("/metrics", { headers: { "x-forwarded-for": "127.0.0.1" } });
  assert.equal(through.status, 403, "a proxy on this machine speaks for somebody else");
  assert.match(problemIn(through).detail, /METRICS_TOKEN/);
  using client = new Visitor(proxied.url);
  const from = (address: string) => client.call("/metrics", { headers: { "x-forwarded-for": address } });
  assert.equal((await from("203.0.113.9")).status, 403);
  assert.equal((await from("127.0.0.1")).status, 200);
  assert.equal((await from("127.0.0.1, 203.0.113.9")).status, 403, "what the client wrote itself does not count");
});

test("FR11 with a token set, only clients that send it can read the counters", async () => {
  await using server = await serve({ config: { metricsToken: "a-long-enough-token", trustProxy: 1 } });
  using client = new Visitor(server.url);
  const bring = (authorization: string) =>
    client.call("/metrics", { headers: { authorization, "x-forwarded-for": "203.0.113.9" } });
  assert.match((await bring("Bearer a-long-enough-token")).text, /ws101_rooms/);
  for (const wrong of ["", "Bearer", "Bearer a-long-enough-toke", "Basic a-long-enough-token", "a-long-enough-token"]) {
    assert.equal((await bring(wrong)).status, 403, wrong);
  }
});
