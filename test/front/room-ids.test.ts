import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { courseOf } from "../../server/course/load.ts";
import { createRoomIds, RoomRegistry } from "../../server/front/rooms/room-registry.ts";
import { playLesson } from "../../server/protocol/lesson-names.ts";
import { openStore } from "../../server/store/sqlite.ts";
import { scratch } from "../store/scratch.ts";

const lessons = ["echo", "reverse"];
const learner = () => randomBytes(16).toString("base64url");

test("SR8 only the secret reveals the owner of a room's id", () => {
  const ids = createRoomIds("a secret of this test", () => lessons);
  const [ann, ben] = [learner(), learner()];
  const room = ids.idOf(ann, "echo");
  assert.match(room, /^[\w-]{38}$/);
  assert.equal(ids.idOf(ann, "echo"), room);
  assert.deepEqual(ids.ownerOf(room), { learner: ann, lesson: "echo" });
  assert.deepEqual(ids.ownerOf(ids.idOf(ben, "reverse")), { learner: ben, lesson: "reverse" });
  const bytes = Buffer.from(room, "base64url");
  assert.equal(bytes.includes(Buffer.from(ann, "base64url").subarray(0, 4)), false, "the learner does not show");
  assert.notEqual(room.slice(-20), ids.idOf(ann, "reverse").slice(-20), "two rooms do not show their common owner");
  assert.equal(createRoomIds("another secret", () => lessons).ownerOf(room), null);
  assert.equal(createRoomIds("a secret of this test", () => ["reverse"]).ownerOf(room), null);
});

test("SR8 an id that was changed anywhere belongs to no one", () => {
  const ids = createRoomIds("a secret of this test", () => lessons);
  const bytes = Buffer.from(ids.idOf(learner(), "echo"), "base64url");
  for (let place = 0; place < bytes.length; place += 1) {
    const changed = Buffer.from(bytes);
    changed[place] = (changed[place] ?? 0) ^ 1;
    assert.equal(ids.ownerOf(changed.toString("base64url")), null, `byte ${place}`);
  }
  for (const odd of ["", "a".repeat(38), "a".repeat(64), `${"a".repeat(37)}%`]) assert.equal(ids.ownerOf(odd), null);
});

test("PG7 rooms of drafts that no one uses are forgotten, the oldest first, and come back at their address", async () => {
  using folder = scratch();
  await using store = await openStore({ dataDir: folder.dir });
  const ann = learner();
  const course = courseOf({ info: {}, lessons: [], guides: [], templates: [], landing: null });
  const registry = new RoomRegistry({ store, course, secret: "a secret of this test", draftRoomsKept: 2 });
  const lessonsOfDrafts = ["0", "1", "2", "3"].map((digit) => digit.repeat(12));
  for (const id of lessonsOfDrafts) await store.createDraft({ learner: ann, id, title: "Draft", nowMs: 0, most: 9 });
  const [watched, unused, ...later] = await Array.fromAsync(lessonsOfDrafts, async (id) => {
    const room = await registry.of(ann, playLesson(id));
    await registry.keep(room);
    if (id.startsWith("0")) room.watchers++;
    return room;
  });
  assert.ok(watched !== undefined && unused !== undefined);
  const isKnown = [watched, unused, ...later].map((room) => registry.known(room.id) === room);
  assert.deepEqual(isKnown, [true, false, false, true]);
  const again = await registry.byId(unused.id);
  assert.deepEqual([again?.id, again?.lesson, again === unused], [unused.id, unused.lesson, false]);
});
