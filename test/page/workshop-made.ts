// A workshop as a member's page gets to know it, and a page around it, for tests of the page's state.
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import type { Hand, MemberCommand, MemberView, Place } from "../../server/protocol/workshop.ts";
import { type WorkshopOptions, WorkshopSession } from "../../web/workshop/member/workshop-session.ts";
import { memoryStorage } from "./memory-storage.ts";

export const course: readonly LessonSummary[] = ["Echo", "Reverse", "Split"].map((title, index) => ({
  ...{ slug: title.toLowerCase(), number: index + 1, title, summary: "", minutes: 5, difficulty: "easy" },
  ...{ concepts: [], requires: [] },
}));

export function memberView(over: Partial<MemberView> = {}): MemberView {
  return {
    workshop: { id: "w1", title: "Sockets" },
    me: { id: "m1", name: "Bo", hand: null, editing: null },
    locked: [],
    pace: { mode: "free" },
    follow: null,
    frozen: false,
    frozenBy: "",
    timer: null,
    announcement: null,
    hints: [],
    endpoint: null,
    guests: [],
    ended: false,
    ...over,
  };
}

export function hand(takenBy: string | null = null): Hand {
  return { text: "Why?", lesson: "echo", atMs: 1, takenBy };
}

export function at(lesson: string, atMs: number, step: number | null = null): NonNullable<MemberView["follow"]> {
  const place: Place = { lesson, step };
  return { by: "Ana", place, atMs };
}

/** A session on a page that the test can look at. `booted` undefined: the session fetches its view. */
export function openWorkshop(booted: MemberView | null | undefined, storage = memoryStorage()) {
  const page = {
    lesson: "echo" as string | null | undefined,
    went: [] as string[],
    isDialogOpen: false,
    nowMs: 100_000,
  };
  const sent: MemberCommand[] = [];
  const notices: string[] = [];
  const listeners = new Set<(message: ToPage) => void>();
  let reply: MemberView | null = null;
  const options: WorkshopOptions = {
    channel: {
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    storage,
    fetchView: async () => ({ ok: true, value: { view: reply } }),
    sendCommand: async (command) => {
      sent.push(command);
      return { ok: true, value: { view: reply } };
    },
    notify: (text) => notices.push(text),
    screen: {
      lesson: () => page.lesson,
      address: () => (page.lesson === null ? "/lessons" : `/lessons/${page.lesson}`),
      goTo(href) {
        page.went.push(href);
        page.lesson = href === "/lessons" ? null : href.replace("/lessons/", "");
      },
      isDialogOpen: () => page.isDialogOpen,
    },
    now: () => page.nowMs,
  };
  const session = new WorkshopSession(options, booted);
  session.store.dispatch({ type: "course", lessons: course });
  return {
    session,
    page,
    sent,
    notices,
    receive(message: ToPage) {
      for (const listener of listeners) listener(message);
    },
    replyWith: (view: MemberView | null) => {
      reply = view;
    },
  };
}
