import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type {
  CommandResult,
  Member,
  WorkshopCommand,
  WorkshopEvent,
  WorkshopState,
} from "../../server/protocol/workshop.ts";
import { failingGroups, hintsFor, reduce, stuckMs } from "../../server/workshop/roster.ts";
import { createValue } from "../../web/ui/store.ts";
import { type Arrangement, arrange, heldOrder, noArrangement } from "../../web/workshop/roster/arrangement.ts";
import { ClassMoves } from "../../web/workshop/roster/class-moves.ts";
import {
  classPlace,
  moveCommands,
  neighbour,
  readClassPlace,
  storeClassPlace,
} from "../../web/workshop/roster/class-place.ts";
import { countLessons, heatCell } from "../../web/workshop/roster/heat.ts";
import { clockMs, helpQueue, LearnerRows, minutesText, shownName } from "../../web/workshop/roster/learner-rows.ts";
import { member, outline, standing, workshopState } from "./made-workshop.ts";
import { memoryStorage } from "./memory-storage.ts";

const echo = outline("echo", 1);
const split = outline("split", 2);
const nowMs = 3_600_000;

function rowsOf(...members: Member[]) {
  return new LearnerRows([echo, split]).of(workshopState(members));
}

function names(arrangement: Partial<Arrangement>, members: readonly Member[], isAnonymous = false): string[] {
  const rows = arrange(rowsOf(...members), { ...noArrangement, ...arrangement }, { nowMs, isAnonymous });
  return rows.map((row) => shownName(row, isAnonymous));
}

test("DA3 a tile has the lesson, the first step that is not done, and the first failing check by its title", () => {
  const failing = member("ana", { lesson: "echo", standings: { echo: standing(["a"], ["b", "c"]) } });
  const passed = member("bo", { lesson: "echo", standings: { echo: standing(["a", "b", "c"]) } });
  const [ana, bo, cem, dee] = rowsOf(failing, passed, member("cem", { lesson: "split" }), member("dee"));
  assert.deepEqual([ana?.lesson?.title, ana?.step, ana?.failing?.title], ["ECHO", 1, "title of b"]);
  assert.deepEqual([bo?.step, bo?.failing, bo?.progress], [null, null, 3]);
  assert.deepEqual([cem?.lesson?.title, cem?.step], ["SPLIT", 1]);
  assert.deepEqual([dee?.lesson, dee?.step], [null, null]);
});

test("WS30 how long someone has been stuck no longer grows after the workshop's end", () => {
  const ana = member("ana", { lesson: "echo", standings: { echo: standing([], ["a"], 60_000) } });
  const stuckAt = (endedAtMs: number | null) => stuckMs(ana, clockMs({ endedAtMs }, nowMs));
  assert.deepEqual([stuckAt(null), stuckAt(180_000)], [nowMs - 60_000, 120_000]);
});

test("DA3 a member that has not changed keeps the same row, so that its tile is not rendered again", () => {
  const rows = new LearnerRows([echo]);
  const [ana, bo] = [member("ana"), member("bo")];
  const before = rows.of(workshopState([ana, bo]));
  const after = rows.of(workshopState([ana, { ...bo, connections: 1 }]));
  assert.equal(after[0], before[0]);
  assert.notEqual(after[1], before[1]);
});

test("DA4 learners are ordered by how long they have been stuck, by name, or by progress; ties by name", () => {
  const at = { lesson: "echo" };
  const members = [
    member("Zoe", { ...at, standings: { echo: standing(["a"], ["b"], 2_000) } }),
    member("Ana 10", at),
    member("Ana 2", { ...at, standings: { echo: standing(["a", "b", "c"]) } }),
    member("Bo", { ...at, standings: { echo: standing([], ["a"], 1_000) } }),
  ];
  assert.deepEqual(names({ sort: "stuck" }, members), ["Bo", "Zoe", "Ana 2", "Ana 10"]);
  assert.deepEqual(names({ sort: "name" }, members), ["Ana 2", "Ana 10", "Bo", "Zoe"]);
  assert.deepEqual(names({ sort: "progress" }, members), ["Ana 10", "Bo", "Zoe", "Ana 2"]);
});

test("DA4 filters show who is stuck for over five minutes, has a raised hand, is offline or is in a lesson; search finds names", () => {
  const hand = { text: "Why?", lesson: null, atMs: 0, takenBy: null };
  const members = [
    member("Ana", { lesson: "echo", standings: { echo: standing([], ["a"], nowMs - 300_001) } }),
    member("Bo", { lesson: "echo", standings: { echo: standing([], ["a"], nowMs - 300_000) }, pages: 0 }),
    member("Cem", { lesson: "split", hand }),
    member("Dee", { state: "removed" }),
  ];
  assert.deepEqual(names({ filter: "stuck" }, members), ["Ana"]);
  assert.deepEqual(names({ filter: "hand" }, members), ["Cem"]);
  assert.deepEqual(names({ filter: "offline" }, members), ["Bo"]);
  assert.deepEqual(names({ lesson: "echo" }, members), ["Ana", "Bo"]);
  assert.deepEqual(names({ search: " CE " }, members), ["Cem"]);
  assert.deepEqual(names({}, members).length, 3, "removed members are not shown");
});

test("DA4 while someone works in the list its order stays, and newcomers come last", () => {
  const rows = rowsOf(member("ana"), member("bo"), member("cem"));
  const held = heldOrder(rows, ["cem", "gone", "ana"]);
  assert.deepEqual(
    held.map((row) => row.member.id),
    ["cem", "ana", "bo"],
  );
});

test("DA5 on a projector learners are numbers in the order of joining, which neither leaving nor sorting changes", () => {
  const ana = member("Ana", { joinedAtMs: 30 });
  const bo = member("Bo", { joinedAtMs: 10 });
  const cem = member("Cem", { joinedAtMs: 20 });
  assert.deepEqual(names({ sort: "name" }, [ana, bo, cem], true), ["Learner 1", "Learner 2", "Learner 3"]);
  assert.deepEqual(names({ search: "3" }, [ana, bo, cem], true), ["Learner 3"]);
  assert.deepEqual(names({ search: "ana" }, [ana, bo, cem], true), []);
  const rows = new LearnerRows([echo]);
  const numberOf = (...members: Member[]) =>
    rows.of(workshopState(members)).find((row) => row.member.id === "Ana")?.number;
  assert.equal(numberOf(ana, bo, cem), 3);
  assert.equal(numberOf(ana, { ...bo, state: "removed" }, cem, member("Dee", { joinedAtMs: 40 })), 3);
});

test("DA6 the heat map shows what share of a lesson's checks passes, with a sign besides the colour", () => {
  const at = member("ana", { standings: { echo: standing(["a"], ["b", "c"]) }, openedAtMs: { split: 1 } });
  assert.deepEqual(heatCell(at, echo), { kind: "failing", share: 1 / 3, sign: "1/3", text: "1 of 3 checks" });
  assert.equal(heatCell(at, split).kind, "opened");
  assert.deepEqual([heatCell(member("bo"), echo).kind, heatCell(member("bo"), echo).sign], ["untouched", ""]);
  const done = member("cem", { lesson: "split", standings: { echo: standing(["a", "b", "c"]) } });
  assert.equal(heatCell(done, echo).sign, "✓");
  assert.deepEqual(Object.fromEntries(countLessons([at, done])), {
    echo: { here: 0, passed: 1 },
    split: { here: 1, passed: 0 },
  });
});

test("DA7 hands that no one has taken come first, the longest wait first", () => {
  const hand = (atMs: number, takenBy: string | null = null) => ({ text: "?", lesson: null, atMs, takenBy });
  const rows = rowsOf(
    member("taken", { hand: hand(1, "Sam") }),
    member("late", { hand: hand(3) }),
    member("early", { hand: hand(2) }),
    member("none"),
  );
  assert.deepEqual(
    helpQueue(rows).map(({ row }) => row.member.id),
    ["early", "late", "taken"],
  );
  assert.deepEqual([59_999, 60_000, 3_600_000, 3_900_000].map(minutesText), ["<1 min", "1 min", "1 h", "1 h 5 min"]);
});

test("DA9 those who fail the same check form a group, the largest first; a hint also reaches who fails it later, until it is withdrawn", () => {
  const fails = (id: string, ...failed: string[]) =>
    member(id, { lesson: "echo", standings: { echo: standing([], failed) } });
  const [ana, bo] = [fails("ana", "echo-2", "echo-3"), fails("bo", "echo-2")];
  const members = [fails("cem", "echo-1", "echo-3"), ana, bo, member("dee", { lesson: "echo" })];
  const away = { ...fails("eve", "echo-1"), state: "removed" as const };
  const state = workshopState([...members, away]);
  const groups = failingGroups(state).map(({ check, members: group }) => [check, group.map(({ id }) => id)]);
  assert.deepEqual(groups, [
    ["echo-2", ["ana", "bo"]],
    ["echo-1", ["cem"]],
  ]);
  const hint = { id: "h1", lesson: "echo", check: "echo-3", text: "Look again.", by: "Kim" };
  const hinted = reduce(state, { event: { type: "hint", hint }, atMs: 1 });
  const reached = (now: WorkshopState, ...all: Member[]) =>
    all.filter((each) => hintsFor(now, each).length > 0).map(({ id }) => id);
  assert.deepEqual(reached(hinted, ...members, fails("late", "echo-3")), ["cem", "ana", "late"]);
  const withdrawn = reduce(hinted, { event: { type: "hint-withdrawn", hint: "h1" }, atMs: 2 });
  assert.deepEqual(reached(withdrawn, ...members), []);
});

test("DA8 the class moves step by step through the lessons, and takes pages that follow and a common pace along", () => {
  const lessons = [echo, split];
  const free = { follow: null, pace: { mode: "free" } } as const;
  const first = { lesson: "echo", step: 1 };
  assert.deepEqual(classPlace({ seq: 1, state: free }, null, lessons), first);
  assert.deepEqual(neighbour(first, 1, lessons), { lesson: "echo", step: 2 });
  assert.deepEqual(neighbour({ lesson: "echo", step: 2 }, 1, lessons), { lesson: "split", step: 1 });
  assert.deepEqual(neighbour({ lesson: "split", step: 1 }, -1, lessons), { lesson: "echo", step: 2 });
  assert.deepEqual([neighbour(first, -1, lessons), neighbour({ lesson: "split", step: 2 }, 1, lessons)], [null, null]);
  const to = { lesson: "split", step: 2 };
  const together = { follow: { by: "Sam", place: first, atMs: 0 }, pace: { mode: "together", ...first } } as const;
  assert.deepEqual(moveCommands(free, to), []);
  assert.deepEqual(moveCommands(together, to), [
    { do: "pace", pace: { mode: "together", ...to } },
    { do: "follow", place: to },
  ]);
  const own = { place: to, seq: 5 };
  assert.deepEqual(classPlace({ seq: 5, state: together }, own, lessons), first, "what others have set wins");
  assert.deepEqual(classPlace({ seq: 4, state: together }, own, lessons), to, "an own move that is on its way counts");
});

test("DA8 moves that are faster than the server all count, and are sent in order; what others set afterwards wins", async () => {
  const lessons = [echo, split];
  const follow = (lesson: string, step: number, by = "Sam"): WorkshopEvent => {
    return { type: "follow", follow: { by, place: { lesson, step } } };
  };
  const roster = createValue({
    seq: 10,
    isStale: false,
    isDeleted: false,
    state: reduce(workshopState(), { event: follow("echo", 1), atMs: 0 }),
  });
  const happens = (seq: number, event: WorkshopEvent) => {
    roster.dispatch({ ...roster.get(), seq, state: reduce(roster.get().state, { event, atMs: seq }) });
  };
  const sent: { readonly command: WorkshopCommand; readonly answer: (result: CommandResult | null) => void }[] = [];
  const run = (command: WorkshopCommand) => {
    return new Promise<CommandResult | null>((answer) => void sent.push({ command, answer }));
  };
  const moves = new ClassMoves({ roster, run, first: null });
  const shown = () => classPlace(roster.get(), moves.own.get(), lessons);
  const next = () => {
    const to = neighbour(shown() ?? assert.fail(), 1, lessons) ?? assert.fail();
    return moves.move(to);
  };
  const done = next();
  void next();
  void next();
  assert.deepEqual(shown(), { lesson: "split", step: 2 });
  sent[0]?.answer({ seq: 11 });
  happens(11, follow("echo", 2));
  assert.deepEqual(shown(), { lesson: "split", step: 2 }, "an echo of the first move does not undo the others");
  await setImmediate();
  sent[1]?.answer({ seq: 12 });
  await done;
  assert.deepEqual(
    sent.map(({ command }) => command),
    [
      { do: "follow", place: { lesson: "echo", step: 2 } },
      { do: "follow", place: { lesson: "split", step: 2 } },
    ],
  );
  assert.deepEqual(shown(), { lesson: "split", step: 2 }, "however late the echo is");
  happens(12, follow("split", 2));
  happens(13, follow("echo", 1, "Kim"));
  assert.deepEqual(shown(), { lesson: "echo", step: 1 });
  const refused = moves.move({ lesson: "split", step: 1 });
  sent[2]?.answer(null);
  await refused;
  assert.deepEqual(shown(), { lesson: "echo", step: 1 }, "a move that failed is taken back");
});

test("DA8 the browser keeps the instructor's place of one workshop; a place that the course no longer has is forgotten", () => {
  const storage = memoryStorage();
  const lessons = [echo, split];
  assert.equal(readClassPlace(storage, "w1", lessons), null);
  storeClassPlace(storage, "w1", { lesson: "split", step: 2 });
  assert.deepEqual(readClassPlace(storage, "w1", lessons)?.place, { lesson: "split", step: 2 });
  assert.equal(readClassPlace(storage, "w2", lessons), null, "another workshop starts at the first step");
  assert.equal(readClassPlace(storage, "w1", [echo]), null);
  storeClassPlace(storage, "w1", { lesson: "split", step: 9 });
  assert.equal(readClassPlace(storage, "w1", lessons), null);
  storage.setItem("ws101.class-place", '{"lesson":');
  assert.equal(readClassPlace(storage, "w1", lessons), null);
  const full = { ...storage, setItem: () => assert.fail("full") };
  storeClassPlace(full, "w1", { lesson: "split", step: 1 });
});
