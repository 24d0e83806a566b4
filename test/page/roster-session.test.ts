import assert from "node:assert/strict";
import { test } from "node:test";
import type { FromPage, ToPage } from "../../server/protocol/live.ts";
import type { NumberedEvent, WorkshopEvent } from "../../server/protocol/workshop.ts";
import type { ChannelState } from "../../web/net/channel.ts";
import { createStore } from "../../web/ui/store.ts";
import { RosterSession } from "../../web/workshop/roster/roster-session.ts";
import { workshopState } from "./made-workshop.ts";

/** A live channel whose messages the test sends, and frames that are painted on request. */
function opened() {
  const state = createStore((_before: ChannelState, now: ChannelState) => now, { phase: "open" });
  const sent: FromPage[] = [];
  const listeners = new Set<(message: ToPage) => void>();
  const frames: (() => void)[] = [];
  const channel = {
    state,
    subscribe(listener: (message: ToPage) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send(message: FromPage) {
      sent.push(message);
      return true;
    },
  };
  const snapshot = { epoch: "e1", seq: 10, state: workshopState() };
  const session = new RosterSession({ channel, workshop: "w1", snapshot, onFrame: (paint) => frames.push(paint) });
  const receive = (...messages: ToPage[]) => {
    for (const message of messages) for (const listener of listeners) listener(message);
  };
  const paint = () => {
    for (const each of frames.splice(0)) each();
    return session.store.get();
  };
  const asked = () => sent.filter((message) => message.type === "dashboard" && message.workshop === "w1").length;
  return { session, state, receive, paint, frames, sent, asked, listeners };
}

const joined = (member: string): WorkshopEvent => ({ type: "joined", member, name: member });
type Events = Extract<ToPage, { readonly type: "roster-events" }>;
const events = (first: number, ...all: WorkshopEvent[]): Events => {
  const numbered = all.map((event, index): NumberedEvent => ({ seq: first + index, atMs: 1_000, event }));
  return { type: "roster-events", workshop: "w1", epoch: "e1", events: numbered };
};
const roster = (seq: number, epoch = "e1"): ToPage => {
  return { type: "roster", workshop: "w1", epoch, seq, state: workshopState() };
};
const hello: ToPage = { type: "hello", server: "ws101", atMs: 0, startedAtMs: 1, build: "" };

test("DA2 events follow the snapshot in order; those that it contains already are skipped", () => {
  const { receive, paint, asked } = opened();
  assert.equal(paint().isStale, true, "before the first snapshot of the channel");
  receive(roster(10), events(10, joined("old"), joined("ana"), joined("bo")));
  const { state, isStale } = paint();
  assert.deepEqual(Object.keys(state.members), ["ana", "bo"]);
  assert.equal(isStale, false);
  assert.equal(asked(), 1);
});

test("DA2 after a gap, or from another epoch, the page asks again, once, and applies nothing until the answer is here", () => {
  for (const gap of [events(12, joined("ana")), { ...events(11, joined("ana")), epoch: "e2" }]) {
    const { receive, paint, asked } = opened();
    receive(roster(10), gap, events(11, joined("bo")));
    assert.equal(asked(), 2);
    assert.deepEqual(paint(), { state: workshopState(), seq: 10, isStale: true, isDeleted: false });
    receive(roster(20), events(21, joined("cem")));
    assert.deepEqual(Object.keys(paint().state.members), ["cem"]);
    assert.equal(asked(), 2);
  }
});

test("DA2 a lost connection marks the roster as stale; a new one asks again", () => {
  const { state, receive, paint, asked } = opened();
  receive(roster(10));
  assert.equal(paint().isStale, false);
  state.dispatch({ phase: "waiting", retryAtMs: 0 });
  assert.equal(paint().isStale, true);
  state.dispatch({ phase: "open" });
  receive(hello);
  assert.equal(paint().isStale, true, "until the roster is here");
  assert.equal(asked(), 2);
  receive(roster(10, "e2"));
  assert.equal(paint().isStale, false);
});

test("DA2 the page is told that its workshop was deleted; another one's deletion is ignored", () => {
  const { receive, paint } = opened();
  receive(roster(10), { type: "workshop-deleted", workshop: "w2" });
  assert.equal(paint().isDeleted, false);
  receive({ type: "workshop-deleted", workshop: "w1" });
  assert.equal(paint().isDeleted, true);
});

test("DA2 many messages are published once per frame; another workshop's are ignored; the end unsubscribes", () => {
  const { session, receive, paint, frames, sent, listeners } = opened();
  receive(roster(10));
  paint();
  let published = 0;
  session.store.subscribe(() => published++);
  for (let index = 0; index < 50; index++) receive(events(11 + index, joined(`m${index}`)));
  receive({ ...events(61, joined("x")), workshop: "w2" });
  assert.equal(frames.length, 1);
  assert.equal(Object.keys(paint().state.members).length, 50);
  assert.equal(published, 1);
  session.dispose();
  assert.equal(listeners.size, 0);
  assert.deepEqual(sent.at(-1), { type: "dashboard", workshop: null });
});
