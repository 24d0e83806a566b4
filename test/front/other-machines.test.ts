import assert from "node:assert/strict";
import { test } from "node:test";
import { networkAdvice, OtherMachines } from "../../server/front/gate/other-machines.ts";
import { networkCheckSchema } from "../../server/protocol/http.ts";
import { Page } from "./page.ts";
import { parsed, Visitor } from "./visitor.ts";
import { serveWorkshops, TestInstructor } from "./workshop-people.ts";

const own = {
  eth0: [
    {
      address: "192.168.1.5",
      family: "IPv4" as const,
      internal: false,
      netmask: "255.255.255.0",
      mac: "00:00:00:00:00:00",
      cidr: null,
    },
  ],
};

test("NE3 requests and pages of other machines count once per address, those of this one never", () => {
  const machines = new OtherMachines(() => own);
  for (const address of ["127.0.0.1", "::1", "192.168.1.5", ""]) {
    machines.noteRequest(address);
    machines.notePage(address);
  }
  assert.deepEqual([machines.requested, machines.connected], [0, 0]);
  for (const address of ["192.168.1.7", "192.168.1.7", "192.168.1.8"]) machines.noteRequest(address);
  machines.notePage("192.168.1.8");
  assert.deepEqual([machines.requested, machines.connected], [2, 1]);
  machines.notePage("192.168.1.9");
  assert.deepEqual([machines.requested, machines.connected], [3, 2]);
});

test("NE3 the advice is for the server's system and port, and names guest networks everywhere", () => {
  const advice = (platform: NodeJS.Platform, release = "6.1.0") => networkAdvice(4321, { platform, release });
  const first = (platform: NodeJS.Platform, release?: string) => JSON.stringify(advice(platform, release)[0]);
  assert.match(first("win32"), /Windows Defender.*localport=4321/);
  assert.match(first("darwin"), /macOS.*socketfilterfw/);
  assert.match(first("linux"), /ufw allow 4321\/tcp/);
  assert.match(first("linux", "5.15.90.1-microsoft-standard-WSL2"), /WSL 2.*listenport=4321/);
  for (const platform of ["win32", "darwin", "linux"] as const) {
    assert.ok(advice(platform).some(({ text }) => /Guest Wi-Fi.*hotspot/.test(text)));
  }
});

test("NE3 instructors see who has connected from elsewhere; learners do not", async () => {
  await using server = await serveWorkshops({ config: { trustProxy: 1 } });
  using instructor = await TestInstructor.signIn(server.url);
  const check = async () => parsed(networkCheckSchema, await instructor.call("/api/instructor/network"));
  const before = await check();
  assert.deepEqual([before?.requested, before?.connected, before?.open], [0, 0, false]);
  assert.ok(before !== null && before.sinceMs <= before.nowMs && before.nowMs - before.sinceMs < 60_000);
  assert.ok(before.advice.some(({ command = "" }) => command.includes(new URL(server.url).port)));
  using other = new Visitor(server.url);
  const headers = { "x-forwarded-for": "203.0.113.9" };
  assert.equal((await other.call("/api/instructor/network", { headers })).status, 401);
  assert.deepEqual([(await check())?.requested, (await check())?.connected], [1, 0]);
  await other.call("/api/lessons", { headers });
  using page = await Page.open(server.gate, other.cookie, { headers });
  await page.next("hello");
  assert.deepEqual([(await check())?.requested, (await check())?.connected], [1, 1]);
});
