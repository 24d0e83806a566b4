// The store's contract for the playground, as a test suite for every database behind it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pageLesson, playLesson } from "../../server/protocol/lesson-names.ts";
import type { StoredSnippet } from "../../server/store/playground.ts";
import type { Store } from "../../server/store/store.ts";
import type { StoreUnderTest } from "./contract.ts";

const nowMs = Date.UTC(2026, 10, 22);
const [one, two, three] = ["0000000000aa", "0000000000bb", "0000000000cc"] as const;

export function playgroundContract(database: string, open: () => Promise<StoreUnderTest>): void {
  const rule = (title: string, body: (under: StoreUnderTest) => Promise<void>) =>
    test(`${title} (${database})`, async () => {
      await using under = await open();
      await body(under);
    });

  rule("ST17 drafts are their learner's own, and the one that was changed last comes first", async (under) => {
    const { store } = under;
    assert.deepEqual(await Promise.all([create(store, "ann", one), create(store, "ann", two, 1)]), [true, true]);
    await create(store, "ben", three);
    await store.changeDraft({ learner: "ann", id: one }, { title: "Chat", nowMs: nowMs + 2 });
    await store.changeDraft({ learner: "ben", id: one }, { title: "Stolen", nowMs: nowMs + 3 });
    const drafts = await (await under.reopen()).drafts("ann");
    assert.deepEqual(
      drafts.map(({ id, title, updatedAtMs }) => [id, title, updatedAtMs - nowMs]),
      [
        [one, "Chat", 2],
        [two, "Draft", 1],
      ],
    );
    assert.equal(await under.store.draft({ learner: "ben", id: one }), null);
  });

  rule("ST17 a deleted draft comes back with its code until it is purged with it", async ({ store }) => {
    const key = { learner: "ann", id: one };
    await create(store, "ann", one);
    await store.keepRoom("ann", playLesson(one), "room");
    for (const lesson of [playLesson(one), pageLesson(one), "echo"]) {
      await store.saveCode({ learner: "ann", lesson, style: "loop", source: "12345", nowMs });
    }
    await store.markLoaded("ann", playLesson(one), 1);
    await store.deleteDraft(key, { nowMs, most: 5 });
    await store.purgeDrafts(nowMs - 1);
    assert.equal((await store.draft(key))?.deletedAtMs, nowMs);
    assert.equal(await store.restoreDraft(key, 5), true);
    await store.purgeDrafts(nowMs);
    assert.equal((await store.latestCode("ann", playLesson(one), "loop"))?.source, "12345");
    await store.deleteDraft(key, { nowMs, most: 5 });
    await store.purgeDrafts(nowMs);
    assert.equal(await store.draft(key), null);
    assert.deepEqual(await store.savedLessons("ann"), ["echo"]);
    assert.equal(await store.room("room"), null);
    assert.equal(await store.codeBytes(), 5);
  });

  rule("ST17 drafts have a limit, and so have deleted ones, of which the oldest goes first", async ({ store }) => {
    const limit = { nowMs, most: 1 };
    assert.equal(await store.createDraft({ learner: "ann", id: one, title: "Draft", ...limit }), true);
    assert.equal(await store.createDraft({ learner: "ann", id: two, title: "Draft", ...limit }), false);
    await store.deleteDraft({ learner: "ann", id: one }, limit);
    assert.equal(await store.createDraft({ learner: "ann", id: two, title: "Draft", ...limit }), true);
    assert.equal(await store.restoreDraft({ learner: "ann", id: one }, 1), false);
    await store.deleteDraft({ learner: "ann", id: two }, { nowMs: nowMs + 1, most: 1 });
    assert.deepEqual(
      (await store.drafts("ann")).map(({ id }) => id),
      [two],
    );
  });

  rule("ST17 a snippet comes back as it was, within the limits of its learner and of the server", async (under) => {
    const { store } = under;
    const limits = { perLearner: 2, totalBytes: 12 };
    const first = snippet("a", { page: "<p>", bytes: 6 });
    const create = async (wanted: StoredSnippet) => {
      const created = await store.createSnippet(wanted, limits);
      return created.ok ? [created.snippet.id, created.isNew] : created.limit;
    };
    assert.deepEqual(await create(first), ["a", true]);
    assert.deepEqual(await create(snippet("b", { createdAtMs: nowMs + 1 })), ["b", true]);
    assert.deepEqual(await create({ ...first, id: "c", createdAtMs: nowMs + 2 }), ["a", false]);
    assert.deepEqual(await create(snippet("c")), ["b", false], "without a client page");
    assert.equal(await create(snippet("c", { title: "Another" })), "snippetsPerLearner");
    assert.equal(await create(snippet("d", { learner: "ben", bytes: 4 })), "snippetBytesPerServer");
    await store.publishSnippet("b", true);
    const later = await under.reopen();
    assert.deepEqual(await later.snippet("a"), first);
    assert.deepEqual(
      (await later.snippets("ann")).map(({ id, published }) => [id, published]),
      [
        ["b", true],
        ["a", false],
      ],
    );
    await later.deleteSnippet("a");
    assert.deepEqual([await later.snippet("a"), await later.snippetBytes()], [null, 3]);
  });
}

function create(store: Store, learner: string, id: string, afterMs = 0): Promise<boolean> {
  return store.createDraft({ learner, id, title: "Draft", nowMs: nowMs + afterMs, most: 5 });
}

function snippet(id: string, over: Partial<StoredSnippet> = {}): StoredSnippet {
  const text = { title: "Echo", style: "loop", handler: "abc", page: null, bytes: 3 } as const;
  return { id, learner: "ann", ...text, createdAtMs: nowMs, published: false, ...over };
}
