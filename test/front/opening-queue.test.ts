// The order in which rooms are opened, and how many at a time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Opening, OpeningQueue } from "../../server/front/rooms/placement.ts";
import type { RoomOwner } from "../../server/protocol/host.ts";

interface Host {
  opening: number;
  readonly ready: Promise<void>;
}

/** A host that is still starting: no opening in it can be late. */
const starting = (): Host => ({ opening: 0, ready: new Promise(() => {}) });

interface Room {
  readonly name: number;
  readonly kind: "own" | "check";
  waiting: number;
}

const someone = { learner: "someone", network: "a", isKnown: false };

/** Room `name`, for which so many callers wait. */
const room = (name: number, waiting = 1, kind: Room["kind"] = "own"): Room => ({ name, waiting, kind });

function open(queue: OpeningQueue<Room, Host>, rooms: readonly Room[], owners: readonly RoomOwner[] = []) {
  const opened: number[] = [];
  const openings: Opening<Host>[] = [];
  for (const [at, each] of rooms.entries()) {
    queue.enter(each, owners[at] ?? someone).then((opening) => {
      opened.push(each.name);
      openings.push(opening);
    });
  }
  return { opened, openings };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("HO9 each host opens four rooms at a time, and the next ones as places become free", async () => {
  const hosts = [starting(), starting()];
  const queue = new OpeningQueue(({ name }: Room) => hosts[name % 2] ?? starting());
  const { opened, openings } = open(
    queue,
    Array.from({ length: 40 }, (_, name) => room(name)),
  );
  await settled();
  assert.equal(opened.length, 8);
  for (let at = 0; at < openings.length; at++) {
    assert.ok(hosts.every(({ opening }) => opening <= 4));
    openings[at]?.[Symbol.dispose]();
    await settled();
  }
  assert.deepEqual(
    opened,
    Array.from({ length: 40 }, (_, name) => name),
  );
  assert.deepEqual(
    hosts.map(({ opening }) => opening),
    [0, 0],
  );
});

test("HO9 rooms that someone waits for are opened before rooms that are only watched", async () => {
  const host = starting();
  const queue = new OpeningQueue((_room: Room) => host);
  const full = open(queue, [room(-4), room(-3), room(-2), room(-1)]);
  await settled();
  const late = room(2, 0);
  const { opened } = open(queue, [room(0, 0), room(1, 0), late, room(3, 0), room(4)]);
  late.waiting = 1;
  for (const opening of full.openings) {
    opening[Symbol.dispose]();
    await settled();
  }
  assert.deepEqual(opened, [2, 4, 0, 1]);
});

test("HO9 an opening that finds no host fails alone", async () => {
  const host = starting();
  const queue = new OpeningQueue(({ name }: Room) => {
    if (name === 1) throw new Error("no host");
    return host;
  });
  const enter = (name: number) => queue.enter(room(name), someone);
  const [first, second, third] = [enter(0), enter(1), enter(2)];
  await assert.rejects(second, /no host/);
  assert.deepEqual([(await first).host, (await third).host], [host, host]);
});

test("HO12 learners who are known come first, then rooms of checks; then networks take turns, then learners, whoever asked first", async () => {
  const host = starting();
  const queue = new OpeningQueue((_room: Room) => host);
  const full = open(queue, [room(-4), room(-3), room(-2), room(-1)]);
  await settled();
  const owner = (learner: string, network: string, isKnown = false) => ({ learner, network, isKnown });
  const attackers = Array.from({ length: 6 }, (_, n) => owner(`x${n % 3}`, "crowd"));
  const rooms = Array.from({ length: 10 }, (_, name) => room(name, 1, name === 9 ? "check" : "own"));
  const { opened } = open(queue, rooms, [
    ...attackers,
    owner("new", "crowd"),
    owner("ann", "quiet"),
    owner("old", "crowd", true),
    owner("x0", "crowd"),
  ]);
  for (const opening of full.openings) {
    opening[Symbol.dispose]();
    await settled();
  }
  assert.deepEqual(opened, [8, 9, 7, 1]);
});
