// Strangers' frames against the echo handler, in a host process started as the front starts it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { echoLoop } from "../../host/support/handlers.ts";
import { HostProcess } from "../../host/support/process.ts";
import { RawClient } from "../../host/support/raw-client.ts";
import { type WireCase, wireCases } from "./corpus.ts";

let host: HostProcess;
before(async () => {
  host = await HostProcess.start();
  await host.load("r", echoLoop);
});
after(() => host[Symbol.asyncDispose]());

for (const wireCase of wireCases) {
  test(`${wireCase.rule} ${wireCase.title}`, () => play(wireCase));
}

test("HA10 the corpus is complete and left the host healthy", async () => {
  assert.ok(wireCases.length >= 60, `${wireCases.length}`);
  assert.equal(host.stderr, "");
  await play({ rule: "", title: "", writes: [], echoes: [], ends: "end" });
});

async function play({ writes, echoes, pongs, ends }: WireCase): Promise<void> {
  using client = await RawClient.upgrade(host.gate.port, "/ws/r");
  const polite = ends !== "end";
  for (const bytes of polite ? writes.slice(0, -1) : writes) client.write(bytes);
  // What must be answered is waited for before the last write, which ends the connection.
  const last = writes.at(-1);
  if (writes.length > 1) await client.until(() => answered(client, echoes, pongs), "what was sent was not answered");
  if (polite && last) client.write(last);
  if (ends === "end") client.socket.end();
  assert.equal(await client.ending(), ends);
  if (echoes)
    assert.deepEqual(
      dataOf(client),
      echoes.map((data) => Buffer.from(data).toString("latin1")),
    );
  if (pongs) assert.deepEqual(pongsOf(client), pongs);
}

function answered(client: RawClient, echoes: WireCase["echoes"] = [], pongs: WireCase["pongs"] = []): boolean {
  return dataOf(client).length >= echoes.length && pongsOf(client).length >= pongs.length;
}

function dataOf(client: RawClient): string[] {
  const data = client.frames().filter(({ opcode }) => opcode < 8);
  return data.map(({ payload }) => payload.toString("latin1"));
}

function pongsOf(client: RawClient): string[] {
  return client
    .frames()
    .filter(({ opcode }) => opcode === 10)
    .map(({ payload }) => payload.toString());
}
