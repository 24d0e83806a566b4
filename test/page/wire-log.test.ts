import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame } from "../../server/protocol/frame.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import type { WireEntry } from "../../web/wire/model/entry.ts";
import { entryTitle } from "../../web/wire/model/entry-text.ts";
import { WireLog } from "../../web/wire/model/wire-log.ts";
import { following, frame, handshake, roomState } from "./made.ts";

/** A log whose delayed callbacks run when the test calls `settle`. */
function opened(page = "", limits = { entries: 100_000, bytes: 64 << 20 }) {
  const waiting: (() => void)[] = [];
  let changes = 0;
  const log = new WireLog({ limits, page, later: (run) => waiting.push(run), onChange: () => changes++ });
  log.receive(following("r1"));
  const rows = (): WireEntry[] => {
    const { first, next } = log.entries;
    return Array.from({ length: next - first }, (_, index) => log.entries.at(first + index)).filter(
      (row) => row !== undefined,
    );
  };
  return {
    log,
    rows,
    names: () => rows().map(entryTitle),
    settle: () => {
      for (const run of waiting.splice(0)) run();
    },
    changes: () => changes,
  };
}

const frames = (list: readonly Frame[], missing = 0, room = "r1"): ToPage => ({
  type: "frames",
  room,
  frames: [...list],
  missing,
});
const many = (count: number, over: Partial<Frame> = {}): Frame[] => Array.from({ length: count }, () => frame(over));
const state = (...peers: [number, string][]): ToPage => ({
  type: "state",
  room: "r1",
  state: roomState(peers.map(([peer, client]) => ({ peer, port: 1, protocol: "", client }))),
});
const close = (over: Partial<Frame>) => frame({ opcode: 8, length: 2, payload: btoa("\x03\xe8"), ...over });

test("WR1 of 100,010 frames the newest 100,000 are kept, the others are counted, and rows keep their numbers", () => {
  const { log } = opened();
  for (let batch = 0; batch < 200; batch++) log.receive(frames(many(500, { length: batch })));
  assert.equal(log.entries.next, 100_000);
  const before = log.entries.at(700);
  log.receive(frames(many(10)));
  assert.equal(log.entries.first, 10);
  assert.equal(log.frames, 100_010);
  assert.equal(log.entries.at(700), before);
  assert.equal(log.entries.at(9), undefined);
});

test("WR1 the oldest rows are dropped when payloads exceed the byte limit", () => {
  const { log } = opened("", { entries: 1_000, bytes: 50_000 });
  log.receive(frames(many(40, { payload: "x".repeat(5_000), length: 3_750 })));
  assert.equal(log.entries.next - log.entries.first, 9);
  assert.ok(log.entries.bytes <= 50_000);
});

test("WR1 messages of other rooms are ignored, and a handshake that is reported again adds no row", () => {
  const { log, names } = opened();
  log.receive(frames([frame()], 0, "r2"));
  log.receive({ type: "handshake", room: "r2", handshake: handshake({ peer: 1 }) });
  log.receive({ type: "handshake", room: "r1", handshake: handshake({ peer: 1, client: "A" }) });
  log.receive({ type: "handshake", room: "r1", handshake: handshake({ peer: 1, client: "A" }) });
  assert.deepEqual(names(), ["handshake of A"]);
});

test("WR2 a client that reconnects keeps its lane; clients without a name go by their number", () => {
  const { log, names } = opened();
  log.receive({ type: "handshake", room: "r1", handshake: handshake({ peer: 1, client: "B" }) });
  log.receive({ type: "handshake", room: "r1", handshake: handshake({ peer: 2, client: "" }) });
  log.receive({ type: "handshake", room: "r1", handshake: handshake({ peer: 3, client: "B", atMs: 9 }) });
  log.receive(frames([frame({ peer: 3 })]));
  assert.deepEqual(names(), ["handshake of B", "handshake of #2", "handshake of B", "text from B"]);
  assert.deepEqual(log.peers.lanes(0), ["B", "#2"]);
  assert.deepEqual(log.peers.lanes(2), ["B"]);
});

test("WR2 a client of another tab has a lane of its own, also when its name is learned late", () => {
  const { log, names } = opened("tab1");
  log.receive({ type: "handshake", room: "r1", handshake: handshake({ peer: 1, client: "A", page: "tab1" }) });
  log.receive({ type: "handshake", room: "r1", handshake: handshake({ peer: 2, client: "A", page: "tab2" }) });
  log.receive(frames([frame({ peer: 3 })]));
  const peer = { peer: 3, port: 1, protocol: "", client: "B", page: "tab2" };
  log.receive({ type: "state", room: "r1", state: roomState([peer]) });
  assert.deepEqual(names(), ["handshake of A", "handshake of A (other tab)", "text from B (other tab)"]);
  assert.deepEqual(log.peers.lanes(0), ["A", "A (other tab)", "B (other tab)"]);
});

test("WR2 a name that is learned later applies to earlier frames", () => {
  const { log, names } = opened();
  log.receive(frames([frame({ peer: 7 })]));
  log.receive(state([7, "B"]));
  assert.deepEqual(names(), ["text from B"]);
  assert.equal(log.peers.renames, 1);
  assert.deepEqual(log.peers.lanes(0), ["B"]);
});

test("WR2 the same number after the room moved to another process is another socket", () => {
  const { log, names } = opened();
  log.receive({ type: "handshake", room: "r1", handshake: handshake({ peer: 1, client: "A" }) });
  log.receive({ type: "handshake", room: "r1", handshake: handshake({ peer: 1, client: "B", atMs: 5_000 }) });
  assert.deepEqual(names(), ["handshake of A", "handshake of B"]);
});

test("WR2 a refused unknown client has a row, but no lane", () => {
  const { log, names } = opened();
  log.receive({ type: "handshake", room: "r1", handshake: handshake({ peer: null, client: "" }) });
  log.receive({ type: "handshake", room: "r1", handshake: handshake({ peer: null, client: "C" }) });
  assert.deepEqual(names(), ["handshake of unknown", "handshake of C"]);
  assert.deepEqual(log.peers.lanes(0), ["C"]);
});

test("WR3 frames that the server dropped have a row and are counted", () => {
  const { log, rows } = opened();
  log.receive(frames([frame()], 1_234));
  log.receive(frames([], 6));
  assert.deepEqual(
    rows().map(({ what }) => what),
    ["missing", "frame", "missing"],
  );
  assert.equal(log.missing, 1_240);
  assert.equal(log.frames, 1);
});

test("WR3 a reconnected page shows that frames are missing, unless it had none before", () => {
  const { log, rows } = opened();
  const hello: ToPage = { type: "hello", server: "ws101", atMs: 0, startedAtMs: 0, build: "" };
  log.receive(hello);
  log.receive(following("r1"));
  assert.equal(rows().length, 0);
  log.receive(frames([frame()]));
  log.receive(following("r1"));
  assert.equal(rows().length, 1, "followed twice without a disconnect");
  log.receive(hello);
  log.receive(following("r1"));
  assert.deepEqual(
    rows().map(({ what }) => what),
    ["frame", "offline"],
  );
});

test("WR3 a new version has a row where it starts; the first one does not", () => {
  const { log, rows } = opened();
  log.receive(frames([frame({ version: 6 }), frame({ version: 6 }), frame({ version: 7 }), frame({ version: 6 })]));
  assert.deepEqual(
    rows().map((row) => (row.what === "version" ? `v${row.version}` : row.what)),
    ["frame", "frame", "v7", "frame", "frame"],
  );
});

test("WR3 the second of two close frames is the reply", () => {
  const { log, rows } = opened();
  log.receive(
    frames([
      close({ peer: 1, direction: "out" }),
      close({ peer: 2, direction: "in" }),
      close({ peer: 1, direction: "in" }),
    ]),
  );
  assert.deepEqual(
    rows().map((row) => row.what === "frame" && row.isReply),
    [false, false, true],
  );
});

test("WR3 a connection lost without a close frame has a row, unless the close frame arrives late", () => {
  const { log, names, settle } = opened();
  log.receive(state([1, "A"], [2, "B"], [3, "C"]));
  log.receive(state([3, "C"]));
  log.receive(frames([close({ peer: 2, direction: "in" })]));
  assert.deepEqual(names(), ["close from B"], "a close frame may still arrive");
  settle();
  assert.deepEqual(names(), ["close from B", "A lost its connection"]);
});
