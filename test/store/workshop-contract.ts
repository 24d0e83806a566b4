// The store's contract for workshops, as a test suite for every database behind it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Member, NumberedEvent, WorkshopEvent } from "../../server/protocol/workshop.ts";
import type { Store } from "../../server/store/store.ts";
import type { MemberRecord, SharedState } from "../../server/store/workshops.ts";
import { reduce } from "../../server/workshop/roster.ts";
import type { StoreUnderTest } from "./contract.ts";

const nowMs = Date.UTC(2026, 10, 22);

export function workshopContract(database: string, open: () => Promise<StoreUnderTest>): void {
  const rule = (title: string, body: (under: StoreUnderTest) => Promise<void>) =>
    test(`${title} (${database})`, async () => {
      await using under = await open();
      await body(under);
    });

  rule("ST16 a workshop comes back as its snapshot and the events after it, in order", async (under) => {
    const { store } = under;
    await store.createWorkshop(sharedState("w1"));
    await store.createWorkshop(sharedState("w2"));
    await append(
      store,
      "w1",
      [joined(1, "m1", "Ana"), joined(2, "m2", "Ben")],
      [record("m1", "Ana"), record("m2", "Ben")],
    );
    const ana = reduce({ ...sharedState("w1"), members: {} }, joined(1, "m1", "Ana")).members.m1;
    assert.ok(ana);
    await store.saveWorkshop({ seq: 1, state: { ...sharedState("w1"), frozen: true }, members: [ana] });
    await append(store, "w1", [event(7, { type: "freeze", frozen: false, by: "Kim" })]);
    const [first, second] = await (await under.reopen()).workshops();
    assert.deepEqual([first?.id, first?.seq, first?.state.frozen], ["w1", 1, true]);
    assert.deepEqual(first?.state.members, { m1: ana });
    assert.deepEqual(first?.events, [joined(2, "m2", "Ben"), event(7, { type: "freeze", frozen: false, by: "Kim" })]);
    assert.deepEqual(first?.records, [record("m1", "Ana"), record("m2", "Ben")]);
    assert.deepEqual(second, {
      id: "w2",
      seq: 0,
      state: { ...sharedState("w2"), members: {} },
      records: [],
      events: [],
    });
  });

  rule(
    "ST16 a name and a learner belong to one member of a workshop; a refused append leaves nothing",
    async ({ store }) => {
      await store.createWorkshop(sharedState("w1"));
      await store.createWorkshop(sharedState("w2"));
      await append(store, "w1", [joined(1, "m1", "Ana")], [record("m1", "Ana")]);
      const twin = append(store, "w1", [joined(2, "m2", "Ana")], [{ ...record("m2", "Ana"), learner: "someone" }]);
      await assert.rejects(twin, { name: "StoreError" });
      const again = append(store, "w1", [joined(2, "m2", "Ben")], [{ ...record("m2", "Ben"), learner: "learner m1" }]);
      await assert.rejects(again, { name: "StoreError" });
      await assert.rejects(append(store, "w9", [joined(1, "m1", "Ana")]), { name: "StoreError", code: "unknown" });
      await append(store, "w2", [joined(1, "m1", "Ana")], [record("m1", "Ana")]);
      await append(
        store,
        "w1",
        [joined(2, "m2", "Ben")],
        [record("m2", "Ben"), { ...record("m1", "Anna"), codeHash: "new" }],
      );
      const [first] = await store.workshops();
      assert.deepEqual(first?.events, [joined(1, "m1", "Ana"), joined(2, "m2", "Ben")]);
      assert.deepEqual(
        first?.records.map(({ nameKey, codeHash }) => [nameKey, codeHash]),
        [
          ["anna", "new"],
          ["ben", "hash m2"],
        ],
      );
    },
  );

  rule("ST16 deleting a workshop deletes its members and events, and nothing that learners made", async ({ store }) => {
    await store.createWorkshop(sharedState("w1"));
    await append(store, "w1", [joined(1, "m1", "Ana")], [record("m1", "Ana")]);
    const source = "export default () => {};";
    await store.saveCode({ learner: "learner m1", lesson: "echo", style: "loop", source, nowMs });
    await store.deleteWorkshop("w1");
    assert.deepEqual(await store.workshops(), []);
    assert.equal((await store.latestCode("learner m1", "echo", "loop"))?.source, source);
    await store.createWorkshop(sharedState("w1"));
    const [first] = await store.workshops();
    assert.deepEqual([first?.records, first?.events], [[], []]);
  });

  rule("ST16 instructors' sessions survive until they expire, end, or are too many", async (under) => {
    const { store } = under;
    const put = (hash: string, expiresAtMs: number, atMs = nowMs) =>
      store.putInstructorSession({ hash, name: `name ${hash}`, expiresAtMs }, { nowMs: atMs, most: 3 });
    for (const [index, hash] of ["a", "b", "c", "d"].entries()) await put(hash, nowMs + 100 + index);
    const hashes = async (from: Store, atMs: number) =>
      (await from.instructorSessions(atMs)).map(({ hash }) => hash).toSorted();
    assert.deepEqual(await hashes(store, nowMs), ["b", "c", "d"]);
    await store.deleteInstructorSession("c");
    const reopened = await under.reopen();
    assert.deepEqual(await hashes(reopened, nowMs), ["b", "d"]);
    assert.deepEqual(await hashes(reopened, nowMs + 101), ["d"]);
    assert.equal((await reopened.instructorSessions(nowMs))[0]?.name.slice(0, 5), "name ");
  });
}

function append(
  store: Store,
  workshop: string,
  events: readonly NumberedEvent[],
  records: readonly MemberRecord[] = [],
): Promise<void> {
  return store.appendToWorkshop({ workshop, events, records, nowMs });
}

function event(seq: number, what: WorkshopEvent): NumberedEvent {
  return { seq, atMs: nowMs + seq, event: what };
}

function joined(seq: number, member: Member["id"], name: string): NumberedEvent {
  return event(seq, { type: "joined", member, name });
}

function record(id: string, name: string): MemberRecord {
  return { id, learner: `learner ${id}`, nameKey: name.toLowerCase(), codeHash: `hash ${id}` };
}

export function sharedState(id: string): SharedState {
  return {
    id,
    title: "WebSockets",
    code: "K7QM2X",
    codeExpiresAtMs: nowMs + 1_000,
    createdAtMs: nowMs,
    endedAtMs: null,
    retentionDays: 30,
    locked: [],
    pace: { mode: "free" },
    follow: null,
    frozen: false,
    frozenBy: "",
    joinClosed: false,
    timer: null,
    announcement: null,
    hints: [],
    classroom: null,
    pairs: [],
  };
}
