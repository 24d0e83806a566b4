import assert from "node:assert/strict";
import { test } from "node:test";
import type { ToPage } from "../../server/protocol/live.ts";
import { emptyLog, keptEntries, type LogAction, reduceLog } from "../../web/console/console-log.ts";
import { reduceAll } from "../../web/ui/store.ts";
import { fault, following } from "./made.ts";

const live = (message: ToPage): LogAction => ({ type: "live", message });
const after = (...actions: LogAction[]) => reduceAll(reduceLog, emptyLog, [live(following("r1")), ...actions]);
const line = (text: string, over = {}) => {
  return { atMs: 0, level: "log" as const, text, line: null, version: 1, missing: 0, ...over };
};
const printed = (...lines: ReturnType<typeof line>[]) => live({ type: "console", room: "r1", lines });
const load = (over: Partial<Extract<ToPage, { type: "load" }>> = {}) =>
  live({
    type: "load",
    lesson: "echo",
    style: "loop",
    version: 7,
    serving: 7,
    problems: [],
    fault: null,
    loadMs: 0.84,
    swap: "keep",
    ...over,
  });
const texts = ({ entries }: typeof emptyLog) => entries.map(({ kind, text }) => `${kind}: ${text}`);

test("PR1 lines, faults, loads, notices and dropped lines appear in order", () => {
  const log = after(
    load(),
    printed(
      line("one", { level: "warn" }),
      line("340 lines dropped (limit: 50/s)", { level: "warn", missing: 340 }),
      line("340 lines read"),
    ),
    live({ type: "fault", room: "r1", fault: fault({ line: 12, stack: ["at handle (handler.ts:12:3)"] }) }),
    live({ type: "notice", level: "warn", text: "the host was replaced" }),
  );
  assert.deepEqual(texts(log), [
    "load: v7 loaded in 0.8 ms, sockets kept",
    "warn: one",
    "missing: 340 lines dropped (limit: 50/s)",
    "log: 340 lines read",
    "fault: boom",
    "notice: the host was replaced",
  ]);
  assert.deepEqual(log.entries[4]?.place, { line: 12, column: 5, version: 1 });
  assert.deepEqual(log.entries[4]?.stack, ["at handle (handler.ts:12:3)"]);
});

test("PR1 a fault shows its limit, what happened to the sockets, and what to do", () => {
  const details = (over: Parameters<typeof fault>[0]) =>
    after(live({ type: "fault", room: "r1", fault: fault(over) })).entries[0]?.details.join(" ") ?? "";
  assert.match(
    details({ kind: "error", peer: 3 }),
    /Socket #3 was closed with 1011; the others stay open\. .*try and catch/,
  );
  assert.match(details({ kind: "rejection", peer: 3 }), /rejection with catch/);
  assert.match(details({ kind: "error", peer: null }), /No socket was closed/);
  const kinds = { cpu: "turnFuel", memory: "memoryBytes", output: "turnMessages", stuck: "hostSilentMs" } as const;
  for (const [kind, limit] of Object.entries(kinds)) {
    const text = details({ kind: kind as keyof typeof kinds, limit, stops: true });
    assert.match(text, new RegExp(`Limit ${limit}: .+ 1011\\. Change the code, or restart it`), kind);
  }
  const [stopped] = after(live({ type: "fault", room: "r1", fault: fault({ kind: "cpu", stops: true }) })).entries;
  assert.equal(stopped?.text, "Stopped, out of CPU: boom");
  assert.doesNotMatch(details({ kind: "cpu", limit: "toString", stops: true }), /Limit/);
});

test("PR1 a failed load shows the first problem, the number of others, its line, and the running version", () => {
  const problem = { line: 4, column: 9, message: "Expected `;`", severity: "error" as const };
  const [one] = after(load({ version: 7, serving: 6, problems: [problem, problem] })).entries;
  assert.equal(one?.text, "v7 did not load: Expected `;` (and 1 more problem)");
  assert.deepEqual([one?.kind, one?.details, one?.place?.line], ["problem", ["v6 still running."], 4]);
  const [thrown] = after(
    load({ version: 1, serving: 0, fault: fault({ message: "ReferenceError: x", line: 2 }) }),
  ).entries;
  assert.equal(thrown?.text, "v1 did not load: ReferenceError: x");
  assert.deepEqual([thrown?.details, thrown?.place?.line], [["No version is running."], 2]);
  const [restarted] = after(load({ swap: "restart" })).entries;
  assert.equal(restarted?.text, "v7 loaded in 0.8 ms, sockets closed with 1012");
});

test("PR1 repeated entries are counted, except commands and those of another line or version", () => {
  const tick = (atMs: number, version = 1) => line("tick", { atMs, version, line: 4 });
  const log = after(printed(tick(1), tick(2)), printed(tick(3)), printed(tick(4, 2)), printed(line("tock")));
  assert.deepEqual(
    log.entries.map(({ text, times, atMs }) => [text, times, atMs]),
    [
      ["tick", 3, 3],
      ["tick", 1, 4],
      ["tock", 1, 0],
    ],
  );
  const said: LogAction = { type: "add", entry: { kind: "command", text: "b ping" } };
  assert.equal(after(said, said).entries.length, 2);
});

test("PR1 consecutive loads are one entry: the first, with the latest below it", () => {
  const problem = { line: 4, column: 9, message: "Expected `;`", severity: "error" as const };
  const log = after(load(), load({ version: 8, serving: 8 }), load({ version: 9, serving: 9, loadMs: 1.2 }));
  assert.deepEqual([log.entries.length, log.entries[0]?.times], [1, 3]);
  assert.equal(log.entries[0]?.text, "v7 loaded in 0.8 ms, sockets kept");
  assert.equal(log.entries[0]?.newest, "v9 loaded in 1.2 ms, sockets kept");
  const broken = after(
    load({ version: 8, serving: 7, problems: [problem] }),
    load({ version: 9, serving: 7, problems: [{ ...problem, line: 6 }] }),
    load({ version: 10, serving: 10 }),
  );
  assert.deepEqual(
    broken.entries.map(({ kind, place }) => [kind, place?.line]),
    [
      ["problem", 6],
      ["load", undefined],
    ],
  );
});

test("PR1 a limited number of entries is kept and the rest counted; clearing starts over", () => {
  const log = after(printed(...Array.from({ length: keptEntries + 5 }, (_, index) => line(`line ${index}`))));
  assert.deepEqual([log.entries.length, log.dropped, log.entries[0]?.text], [keptEntries, 5, "line 5"]);
  const cleared = reduceLog(log, { type: "clear" });
  assert.deepEqual([cleared.entries.length, cleared.dropped, cleared.epoch], [0, 0, log.epoch + 1]);
});

test("PR1 after a reconnect no line is shown twice, even when the console was cleared", () => {
  const first = printed(line("one", { atMs: 1 }), line("two", { atMs: 2 }));
  const again = printed(line("one", { atMs: 1 }), line("two", { atMs: 2 }), line("three", { atMs: 3 }));
  const back = after(first, live(following("r1")), again, printed(line("four", { atMs: 4 })));
  assert.deepEqual(texts(back), ["log: one", "log: two", "log: three", "log: four"]);
  const cleared = after(first, { type: "clear" }, live(following("r1")), again);
  assert.deepEqual(texts(cleared), ["log: three"]);
  const restarted = after(first, live(following("r1")), printed(line("fresh", { atMs: 9 })));
  assert.deepEqual(texts(restarted), ["log: one", "log: two", "log: fresh"]);
});

test("PR1 output of other rooms is not shown", () => {
  assert.equal(after(live({ type: "console", room: "r2", lines: [line("theirs")] })).entries.length, 0);
});
