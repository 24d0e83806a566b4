// The playground's state in the page: the draft's title, the list of drafts, the address.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ToPage } from "../../server/protocol/live.ts";
import type { Draft } from "../../server/protocol/playground.ts";
import type { Answer } from "../../web/net/api.ts";
import { agoText, keptText, splitDrafts } from "../../web/play/draft-list.ts";
import { TitleSession } from "../../web/play/title-session.ts";
import { readRoute } from "../../web/shell/route.ts";
import { memoryStorage } from "./memory-storage.ts";

const day = 86_400_000;

function draft(over: Partial<Draft> = {}): Draft {
  return {
    id: "d".repeat(12),
    title: "Chat",
    createdAtMs: 0,
    updatedAtMs: 0,
    deletedAtMs: null,
    forkedFrom: null,
    ...over,
  };
}

const offline: Answer<Draft> = { ok: false, kind: "offline", message: "Could not reach the server." };

/** A title whose server is the test: it answers what `answers` has, in order. */
function begin(answers: Answer<Draft>[], storage = memoryStorage()) {
  const sent: string[] = [];
  const listeners: ((message: ToPage) => void)[] = [];
  const session = new TitleSession({
    draft: draft(),
    storage,
    channel: {
      subscribe(listener) {
        listeners.push(listener);
        return () => {};
      },
    },
    rename: async (_draft, title) => {
      sent.push(title);
      return answers.shift() ?? offline;
    },
  });
  const connected = () => {
    const hello = { type: "hello", server: "", startedAtMs: 0, build: "", atMs: 0 } as const;
    for (const listener of listeners) listener(hello);
  };
  return { session, sent, storage, connected };
}

const renamed = (title: string): Answer<Draft> => ({ ok: true, value: draft({ title }) });

test("PG22 a title is saved once its field is left, as the server has it; an empty one is not", async () => {
  const { session, sent, storage } = begin([renamed("Two rooms")]);
  session.type("Two  rooms ");
  assert.equal(storage.length, 1, "kept in this browser until the server has it");
  await session.commit();
  assert.deepEqual(session.title.get(), { typed: "Two rooms", saved: "Two rooms", error: null });
  assert.equal(storage.length, 0);
  session.type("  ");
  await session.commit();
  session.type("Two rooms");
  await session.commit();
  assert.equal(session.title.get().typed, "Two rooms");
  assert.deepEqual(sent, ["Two  rooms "]);
});

test("PG22 a title typed offline is kept by a reload, and sent when the server is back", async () => {
  const first = begin([offline]);
  first.session.type("Offline");
  await first.session.commit();
  assert.deepEqual(first.session.title.get(), {
    typed: "Offline",
    saved: "Chat",
    error: "Could not reach the server.",
  });
  const reloaded = begin([offline, renamed("Offline")], first.storage);
  assert.equal(reloaded.session.title.get().typed, "Offline");
  await reloaded.session.commit();
  reloaded.connected();
  await reloaded.session.commit();
  assert.deepEqual(reloaded.session.title.get(), { typed: "Offline", saved: "Offline", error: null });
  assert.equal(reloaded.storage.length, 0);
});

test("PG22 what is typed while a title is being saved stays", async () => {
  const { session } = begin([renamed("One"), renamed("One more")]);
  session.type("One");
  const saving = session.commit();
  session.type("One more");
  await saving;
  assert.deepEqual(session.title.get(), { typed: "One more", saved: "One", error: null });
  await session.commit();
  assert.equal(session.title.get().saved, "One more");
});

test("PG23 drafts are listed by their last change, deleted ones apart with the time that is left", () => {
  const old = draft({ id: "a", updatedAtMs: 1 });
  const fresh = draft({ id: "b", updatedAtMs: 2 });
  const gone = draft({ id: "c", updatedAtMs: 3, deletedAtMs: 4 });
  assert.deepEqual(splitDrafts([gone, old, fresh]), { present: [fresh, old], deleted: [gone] });
  assert.equal(keptText(draft({ deletedAtMs: 0 }), 0), "kept for 30 days");
  assert.equal(keptText(draft({ deletedAtMs: 0 }), 29.5 * day), "kept for less than a day");
  assert.deepEqual(
    [0, 59_999, 5 * 60_000, 3 * 3_600_000].map((ms) => agoText(0, ms)),
    ["just now", "just now", "5 min ago", "3 h ago"],
  );
  assert.match(agoText(0, 2 * day), /^on 1 Jan 1970$/);
});

test("PG20 the address names a draft, or the newest one", () => {
  assert.deepEqual(readRoute("/play"), { page: "play", draft: null });
  assert.deepEqual(readRoute("/play/"), { page: "play", draft: null });
  assert.deepEqual(readRoute("/play/0123456789ab"), { page: "play", draft: "0123456789ab" });
  for (const odd of ["/play/A", "/play/a/b", "/plays"]) assert.equal(readRoute(odd).page, "not-found", odd);
});
