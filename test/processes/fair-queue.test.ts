import assert from "node:assert/strict";
import { test } from "node:test";
import { FairQueue, FairSlots } from "../../server/processes/fair-queue.ts";

const from = (network: string, learner: string) => ({ network, learner });

function drain(queue: FairQueue<string>): string[] {
  const taken: string[] = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) taken.push(next);
  return taken;
}

test("CO13 networks take turns, and learners take turns within their network; each one's items keep their order", () => {
  const queue = new FairQueue<string>();
  for (const item of ["a1", "a2", "a3"]) queue.push(from("10.0.0.1", "ann"), item);
  for (const item of ["b1", "b2"]) queue.push(from("10.0.0.1", "bob"), item);
  for (const item of ["c1", "c2"]) queue.push(from("10.0.0.2", "cat"), item);
  assert.equal(queue.size, 7);
  assert.deepEqual(drain(queue), ["a1", "c1", "b1", "c2", "a2", "b2", "a3"]);
  assert.equal(queue.size, 0);
});

test("CO13 whoever was served last waits for the others, also after their items ran out", () => {
  const queue = new FairQueue<string>();
  queue.push(from("one", "ann"), "a1");
  queue.push(from("two", "bob"), "b1");
  assert.equal(queue.shift(), "a1");
  queue.push(from("one", "ann"), "a2");
  queue.push(from("three", "cat"), "c1");
  assert.deepEqual(drain(queue), ["b1", "a2", "c1"]);
});

test("CH24 whoever waits for a place gets it in fair order, and one who was cancelled is passed over", async () => {
  const slots = new FairSlots({ count: 1, perNetwork: 1, perLearner: 1 });
  const never = new AbortController().signal;
  const cancelled = new AbortController();
  const first = from("n", "first");
  await slots.take(first, never);
  const order: string[] = [];
  const take = async (learner: string, network: string, signal = never) => {
    const hasPlace = await slots.take({ learner, network }, signal);
    order.push(hasPlace ? learner : `not ${learner}`);
    if (hasPlace) slots.release({ learner, network });
  };
  const all = [
    take("x", "crowd"),
    take("x", "crowd"),
    take("gone", "crowd", cancelled.signal),
    take("y", "crowd"),
    take("z", "quiet"),
  ];
  cancelled.abort();
  slots.release(first);
  await Promise.all(all);
  assert.deepEqual(order, ["not gone", "x", "z", "y", "x"]);
  await slots.take({ learner: "last", network: "n" }, never);
});

test("CH24 a network and a learner have only a part of the places at a time, and the others' turn does not wait for theirs", async () => {
  const slots = new FairSlots({ count: 3, perNetwork: 2, perLearner: 1 });
  const never = new AbortController().signal;
  const order: string[] = [];
  const take = async (network: string, learner: string) => {
    await slots.take(from(network, learner), never);
    order.push(learner);
  };
  await take("crowd", "a");
  const waiting = [take("crowd", "a"), take("crowd", "b"), take("crowd", "c"), take("quiet", "x"), take("third", "y")];
  await Promise.all([waiting[1], waiting[3]]);
  assert.deepEqual(order, ["a", "b", "x"], "not a's second, and not a third of the crowd");
  slots.release(from("crowd", "a"));
  await waiting[0];
  slots.release(from("quiet", "x"));
  await waiting[4];
  assert.deepEqual(order, ["a", "b", "x", "a", "y"]);
  slots.release(from("crowd", "b"));
  await waiting[2];
  assert.equal(order.at(-1), "c");
});
