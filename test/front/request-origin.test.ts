import assert from "node:assert/strict";
import { hostname } from "node:os";
import { test } from "node:test";
import { proxied } from "./proxied-server.ts";
import { server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

const forwarded = {
  "x-forwarded-host": "class.localhost",
  "x-forwarded-proto": "https",
  "x-forwarded-for": "203.0.113.9, 10.0.0.7",
};

test("FR20 forwarded headers count only from trusted proxies", async (t) => {
  await t.test("FR20 no proxy is trusted", async () => {
    using visitor = new Visitor(server.url);
    const answer = await visitor.call("/api/lessons/echo/code?style=loop", { headers: forwarded });
    assert.match(answer.text, new RegExp(`"url":"${server.gate}/ws/`));
    assert.doesNotMatch(String(answer.headers["set-cookie"]), /Secure/);
  });
  await t.test("FR20 one proxy is trusted", async () => {
    using visitor = new Visitor(proxied.url);
    const answer = await visitor.call("/api/lessons/echo/code?style=loop", { headers: forwarded });
    assert.match(answer.text, /"url":"wss:\/\/class\.localhost\/ws\//);
    assert.match(String(answer.headers["set-cookie"]), /; Secure$/);
  });
});

const [machine = ""] = hostname().toLowerCase().split(".");

test("FR20 a room's URL has the host that its learner requested", async () => {
  using visitor = new Visitor(server.url);
  const { port } = new URL(server.url);
  for (const host of [`localhost:${port}`, `192.168.7.20:${port}`, `${machine}.local:${port}`, `[::1]:${port}`]) {
    const answer = await visitor.call("/api/lessons/echo/code?style=loop", { headers: { host } });
    assert.ok(answer.text.includes(`"url":"ws://${host}/ws/`), answer.text);
  }
});
