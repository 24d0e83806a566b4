import assert from "node:assert/strict";
import { test } from "node:test";
import { type BenchAction, emptyBench, keptMessages, reduceBench } from "../../web/state/bench.ts";
import { reduceAll } from "../../web/state/store.ts";

const after = (...actions: BenchAction[]) =>
  reduceAll(reduceBench, emptyBench, [{ type: "set", names: ["A", "B"] }, ...actions]);
const received = (text: string): BenchAction => ({
  type: "log",
  client: "A",
  entries: [{ atMs: 0, what: "received", kind: "text", text, bytes: text.length }],
});

test("PA7 a client more takes the first free letter, up to eight", () => {
  const names = after({ type: "add" }, { type: "remove", client: "B" }, { type: "add" }).clients.map(
    ({ name }) => name,
  );
  assert.deepEqual(names, ["A", "C", "B"]);
  const many = after(...Array.from({ length: 20 }, (): BenchAction => ({ type: "add" })));
  assert.equal(many.clients.length, 8);
});

test("PA7 each client has a log of its own, which counts what it no longer holds", () => {
  const bench = after(...Array.from({ length: keptMessages + 3 }, (_, index) => received(String(index))));
  const [a, b] = bench.clients;
  assert.equal(a?.log.length, keptMessages);
  assert.equal(a?.dropped, 3);
  assert.equal(a?.log.at(-1)?.text, String(keptMessages + 2));
  assert.equal(b?.log.length, 0);
});

test("PA7 the subprotocol that the handler chose is shown while the client is open", () => {
  const open = after({ type: "phase", client: "A", phase: "open", protocol: "chat.v2" });
  assert.equal(open.clients[0]?.protocol, "chat.v2");
  const closed = reduceBench(open, { type: "phase", client: "A", phase: "closed", protocol: "" });
  assert.equal(closed.clients[0]?.protocol, "");
});
