// A workshop on a member's page: what it shows, where it goes, and what it keeps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { timeLeft } from "../../web/ui/format.ts";
import { endText, runRefusal, timerAnnouncement } from "../../web/workshop/member/member-text.ts";
import { announcementOf, groupLesson, hintsOf, isOpen } from "../../web/workshop/member/membership.ts";
import { memoryStorage } from "./memory-storage.ts";
import { at, hand, memberView, openWorkshop } from "./workshop-made.ts";

const announced = (id: string) => memberView({ announcement: { id, text: "Break", by: "Ana", atMs: 1 } });

test("WL2 a dismissed announcement stays away, also after a reload, until there is a new one", () => {
  const storage = memoryStorage();
  const { session } = openWorkshop(announced("a1"), storage);
  assert.equal(announcementOf(session.store.get())?.id, "a1");
  session.dismiss("a1");
  session.receive(announced("a1"));
  assert.equal(announcementOf(session.store.get()), null);
  const reloaded = openWorkshop(announced("a1"), storage).session;
  assert.equal(announcementOf(reloaded.store.get()), null);
  reloaded.receive(announced("a2"));
  assert.equal(announcementOf(reloaded.store.get())?.id, "a2");
});

test("WL2 what the browser has stored may be anything", () => {
  for (const odd of ["", "{", "7", '{"dismissed":7,"follows":"no"}']) {
    const { session } = openWorkshop(announced("a1"), memoryStorage({ "ws101.workshop": odd }));
    assert.deepEqual(session.store.get().choices, { dismissed: [], follows: true }, odd);
  }
});

test("WL2 the timer counts by the server's clock down to zero", () => {
  const { session, page, receive } = openWorkshop(memberView());
  receive({ type: "hello", server: "ws101", atMs: page.nowMs + 30_000, startedAtMs: 0, build: "" });
  assert.equal(session.store.get().clockAheadMs, 30_000);
  const shown = [3_723_000, 600_000, 599_001, 61_000, 9_000, 501, 0, -5_000].map(timeLeft);
  assert.deepEqual(shown, ["1:02:03", "10:00", "9:59", "1:01", "0:09", "0:01", "0:00", "0:00"]);
  assert.equal(timeLeft(600_040), "10:00", "a fresh timer, by a clock that is a little behind the server's");
});

test("WL2 the timer is announced once at five minutes, at one minute and at the end", () => {
  const seconds = Array.from({ length: 400 }, (_, second) => timerAnnouncement(360_000 - second * 1_000));
  const changes = seconds.filter((text, index) => text !== seconds[index - 1]);
  assert.deepEqual(changes, ["", "5 minutes left.", "", "1 minute left.", "", "Time is up.", ""]);
});

test("WL3 the page goes where the instructor goes, says so, and goes back and stays there on request", () => {
  const { session, page } = openWorkshop(memberView());
  session.receive(memberView({ follow: at("split", 1, 2) }));
  assert.deepEqual(page.went, ["/lessons/split"]);
  assert.equal(session.store.get().move?.kind, "followed");
  const shown: number[] = [];
  session.attachText("split", (step) => {
    shown.push(step);
    return () => {};
  });
  assert.deepEqual(shown, [2], "the step, once the lesson is on the screen");
  session.undo();
  assert.deepEqual([page.went.at(-1), session.store.get().move], ["/lessons/echo", null]);
  session.receive(memberView({ follow: at("reverse", 2) }));
  assert.equal(page.lesson, "echo", "undoing means staying");
});

test("WL3 within a lesson only the text moves, and undo moves it back", () => {
  const { session, page } = openWorkshop(memberView());
  const moves: string[] = [];
  session.attachText("echo", (step) => {
    moves.push(`step ${step}`);
    return () => moves.push("back");
  });
  session.receive(memberView({ follow: at("echo", 1, 3) }));
  session.undo();
  assert.deepEqual([moves, page.went], [["step 3", "back"], []]);
});

test("WL3 a move from before the page was opened is not followed", () => {
  const { session, page } = openWorkshop(memberView({ follow: at("split", 5) }));
  session.receive(memberView({ follow: at("split", 5) }));
  assert.deepEqual(page.went, []);
  session.receive(memberView({ follow: at("reverse", 6) }));
  assert.deepEqual(page.went, ["/lessons/reverse"]);
});

test("WL3 someone who types is not taken away, then or later, until the instructor moves again", () => {
  const { session, page } = openWorkshop(memberView());
  session.typed();
  page.nowMs += 4_999;
  session.receive(memberView({ follow: at("split", 1) }));
  assert.deepEqual([page.went, session.store.get().move?.kind], [[], "stayed"]);
  page.nowMs += 10_000;
  session.receive(memberView({ follow: at("split", 1) }));
  assert.deepEqual(page.went, []);
  session.receive(memberView({ follow: at("reverse", 2) }));
  assert.deepEqual(page.went, ["/lessons/reverse"]);
});

test("WL3 an open dialog, a closed lesson, another page and a choice keep the page where it is", () => {
  const stays = (prepare: (opened: ReturnType<typeof openWorkshop>) => void, locked: string[] = []) => {
    const opened = openWorkshop(memberView());
    prepare(opened);
    opened.session.receive(memberView({ follow: at("split", 1), locked }));
    return opened.page.went.length === 0;
  };
  assert.ok(!stays(() => {}));
  assert.ok(!stays(({ page }) => Object.assign(page, { lesson: null })), "the course's page follows");
  assert.ok(stays(({ page }) => Object.assign(page, { isDialogOpen: true })));
  assert.ok(stays(({ page }) => Object.assign(page, { lesson: undefined })));
  assert.ok(stays(({ session }) => session.setAutomatic(false)));
  assert.ok(stays(() => {}, ["split"]));
});

test("WL3 on request the page goes at once, also while something is typed; whether it follows is remembered", () => {
  const storage = memoryStorage();
  const { session, page } = openWorkshop(memberView({ follow: at("split", 1) }), storage);
  session.typed();
  session.goThere();
  assert.deepEqual(page.went, ["/lessons/split"]);
  assert.ok(!session.hasFollowedTo("/lessons/split"), "a request moves the focus as a link does");
  session.setAutomatic(false);
  assert.equal(openWorkshop(memberView(), storage).session.store.get().choices.follows, false);
});

test("WL3 only a navigation that the page made by itself keeps the focus", () => {
  const { session } = openWorkshop(memberView());
  session.receive(memberView({ follow: at("split", 1) }));
  assert.ok(session.hasFollowedTo("/lessons/split"));
  assert.ok(!session.hasFollowedTo("/lessons/split"));
});

test("WL4 lessons are closed by a lock and by the group's pace, and open where there is no workshop", () => {
  const { session } = openWorkshop(
    memberView({ locked: ["echo"], pace: { mode: "together", lesson: "reverse", step: 1 } }),
  );
  const open = () => ["echo", "reverse", "split"].filter((slug) => isOpen(session.store.get(), slug));
  assert.deepEqual(open(), ["reverse"]);
  assert.match(runRefusal(session.store.get(), "split") ?? "", /closed this lesson.*Checks run again/);
  assert.equal(runRefusal(session.store.get(), "reverse"), null);
  assert.equal(groupLesson(session.store.get()), "reverse");
  session.receive(memberView({ frozen: true }));
  assert.match(
    runRefusal(session.store.get(), "reverse") ?? "",
    /paused .*\. Checks run again once the pause is over\.$/,
  );
  session.receive(memberView({ ended: true }));
  assert.deepEqual(open(), ["echo", "reverse", "split"]);
  assert.equal(runRefusal(session.store.get(), "reverse"), null);
});

test("WL6 hints come and go with the view", () => {
  const hints = [{ id: "h", lesson: "echo", check: "a", text: "Look", by: "Ana", atMs: 1 }];
  const { session } = openWorkshop(memberView({ hints }));
  assert.deepEqual(hintsOf(session.store.get()), hints);
  session.receive(memberView());
  assert.deepEqual(hintsOf(session.store.get()), []);
});

test("WL7 an answered hand is reported; one that the learner lowers is not", async () => {
  const { session, notices, replyWith } = openWorkshop(memberView({ me: { ...memberView().me, hand: hand("Ana") } }));
  session.receive(memberView());
  assert.deepEqual(notices, ["Ana marked your question as answered."]);
  session.receive(memberView({ me: { ...memberView().me, hand: hand() } }));
  replyWith(memberView());
  await session.send({ do: "lower-hand" });
  assert.equal(notices.length, 1);
});

test("WL9 leaving, being removed, and the end and the deletion of the workshop each have their sentence", async () => {
  const leaving = openWorkshop(memberView());
  assert.equal(await leaving.session.send({ do: "leave" }), null);
  assert.equal(leaving.session.store.get().end?.kind, "left");
  const removed = openWorkshop(memberView());
  removed.receive({ type: "workshop", view: null });
  assert.match(endText(removed.session.store.get().end ?? assert.fail()), /an instructor has removed you.*still here/);
  const deleted = openWorkshop(memberView());
  deleted.receive({ type: "workshop-deleted", workshop: "another" });
  assert.equal(deleted.session.store.get().end, null);
  deleted.receive({ type: "workshop-deleted", workshop: "w1" });
  deleted.receive({ type: "workshop", view: null });
  assert.match(endText(deleted.session.store.get().end ?? assert.fail()), /no longer exists.*still here/);
  const ended = openWorkshop(memberView({ frozen: true, locked: ["echo"] }));
  ended.receive({ type: "workshop", view: memberView({ frozen: true, locked: ["echo"], ended: true }) });
  const { view, end } = ended.session.store.get();
  assert.deepEqual([view, end?.kind], [null, "ended"]);
});

test("WL9 the end of a workshop is reported until it was read, and a learner in none reads nothing", () => {
  const storage = memoryStorage();
  const { session } = openWorkshop(memberView({ ended: true }), storage);
  assert.equal(session.store.get().end?.kind, "ended");
  session.dismiss("w1");
  assert.equal(session.store.get().end, null);
  assert.equal(openWorkshop(memberView({ ended: true }), storage).session.store.get().end, null);
  assert.equal(openWorkshop(null).session.store.get().end, null);
});

test("WL9 a page without a view in its document fetches it, and a newer one from the channel wins", async () => {
  const { session, receive } = openWorkshop(undefined);
  receive({ type: "workshop", view: memberView({ frozen: true }) });
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(session.store.get().view?.frozen, true);
});
