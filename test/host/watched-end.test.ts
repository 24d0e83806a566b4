// Node's own handling of a socket whose client ends, which the wire tap must not change.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "./support/client.ts";
import { echoLoop } from "./support/handlers.ts";
import { HostProcess } from "./support/process.ts";
import { RawClient } from "./support/raw-client.ts";

test("WI3 a client of a watched room that ends without a close frame leaves like any other", async () => {
  await using host = await HostProcess.start();
  await host.load("r", echoLoop);
  host.send({ type: "watch", room: "r", on: true });
  using client = await RawClient.upgrade(host.gate.port, "/ws/r");
  client.socket.end();
  const left = await host.fromHost.next("left");
  assert.equal(left.code, 1006);
  using next = await Client.connect(host.gate.url("r"));
  next.send("hello");
  assert.equal((await next.take(1)).length, 1);
  assert.equal(host.stderr, "");
});
