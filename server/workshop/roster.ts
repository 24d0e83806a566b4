// The state of a workshop as a pure function of its events, shared by the server and the instructor's page.
import type { Lesson } from "../protocol/lesson.ts";
import {
  activityMinutes,
  type GroupHint,
  type Member,
  type NumberedEvent,
  type Standing,
  type WorkshopEvent,
  type WorkshopState,
} from "../protocol/workshop.ts";

/** Returns the next state. Never changes `state`; parts that do not change are the same objects. */
export function reduce(state: WorkshopState, { event, atMs }: Pick<NumberedEvent, "event" | "atMs">): WorkshopState {
  // What describes the moment may still wait for its commit when the end takes effect.
  const isOver = state.endedAtMs !== null;
  switch (event.type) {
    case "joined":
      return withMember(state, state.members[event.member] ?? newMember(event.member, event.name, atMs), {
        name: event.name,
        state: "present",
      });
    case "renamed":
      return changeMember(state, event.member, () => ({ name: event.name }));
    case "member-state":
      return { ...changeMember(state, event.member, () => leaving(event.state)), pairs: pairsWithout(state, event) };
    case "opened":
      return changeMember(state, event.member, (member) => opened(member, event.lesson, atMs));
    case "ran":
      return changeMember(state, event.member, (member) => ran(member, event, atMs));
    case "brief":
      return isOver ? state : changeMember(state, event.member, (member) => brief(member, event, atMs));
    case "hand":
    case "hand-taken":
    case "hand-done":
    case "editing":
      return isOver ? state : changeMember(state, event.member, (member) => helped(member, event, atMs));
    case "pair":
      return { ...state, pairs: paired(state, event) };
    default:
      return reduceShared(state, event, atMs);
  }
}

type SharedEvent = Exclude<WorkshopEvent, { readonly member: string } | { readonly type: "pair" }>;

/** What concerns all members. */
function reduceShared(state: WorkshopState, event: SharedEvent, atMs: number): WorkshopState {
  switch (event.type) {
    case "lock": {
      const others = state.locked.filter((slug) => slug !== event.lesson);
      return { ...state, locked: event.locked ? [...others, event.lesson] : others };
    }
    case "pace":
      return { ...state, pace: event.pace };
    case "follow":
      return { ...state, follow: event.follow && { ...event.follow, atMs } };
    case "freeze":
      return { ...state, frozen: event.frozen, frozenBy: event.frozen ? event.by : "" };
    case "timer":
      return { ...state, timer: event.timer };
    case "announce":
      return { ...state, announcement: event.announcement && { ...event.announcement, atMs } };
    case "hint":
      return { ...state, hints: [...state.hints, { ...event.hint, atMs }] };
    case "hint-withdrawn":
      return { ...state, hints: state.hints.filter(({ id }) => id !== event.hint) };
    case "classroom":
      return { ...state, classroom: event.classroom };
    case "code":
      return { ...state, code: event.code, codeExpiresAtMs: event.expiresAtMs };
    case "join-closed":
      return { ...state, joinClosed: event.closed };
    case "ended":
      return {
        ...state,
        endedAtMs: atMs,
        frozen: false,
        frozenBy: "",
        follow: null,
        timer: null,
        classroom: null,
        pairs: [],
        members: withoutPresence(state.members),
      };
    default:
      return event satisfies never;
  }
}

/** Of a workshop that has ended, nothing about this moment is known. */
function withoutPresence(members: WorkshopState["members"]): WorkshopState["members"] {
  const absent = { pages: 0, connections: 0, hand: null, editing: null };
  return Object.fromEntries(Object.entries(members).map(([id, member]) => [id, { ...member, ...absent }]));
}

function changeMember(state: WorkshopState, id: string, change: (member: Member) => Partial<Member>): WorkshopState {
  const member = state.members[id];
  return member === undefined ? state : withMember(state, member, change(member));
}

function withMember(state: WorkshopState, member: Member, changes: Partial<Member>): WorkshopState {
  return { ...state, members: { ...state.members, [member.id]: { ...member, ...changes } } };
}

function newMember(id: string, name: string, atMs: number): Member {
  return {
    id,
    name,
    joinedAtMs: atMs,
    state: "present",
    pages: 0,
    connections: 0,
    lesson: null,
    lessonSinceMs: null,
    standings: {},
    openedAtMs: {},
    fault: null,
    hand: null,
    editing: null,
    activity: [],
    activeAtMs: atMs,
    helped: 0,
    waitedMs: 0,
  };
}

function leaving(state: Member["state"]): Partial<Member> {
  return state === "present" ? { state } : { state, hand: null, editing: null };
}

function pairsWithout({ pairs }: WorkshopState, event: { readonly member: string; readonly state: Member["state"] }) {
  if (event.state === "present") return pairs;
  return pairs.filter(({ client, server }) => client !== event.member && server !== event.member);
}

function paired(
  { pairs }: WorkshopState,
  { client, server, lesson }: Extract<WorkshopEvent, { readonly type: "pair" }>,
) {
  const others = pairs.filter((pair) => pair.client !== client);
  return server === null ? others : [...others, { client, server, lesson }];
}

function opened(member: Member, lesson: string, atMs: number): Partial<Member> {
  const lessonSinceMs = member.lesson === lesson ? member.lessonSinceMs : atMs;
  const openedAtMs = lesson in member.openedAtMs ? member.openedAtMs : { ...member.openedAtMs, [lesson]: atMs };
  return { lesson, lessonSinceMs, openedAtMs };
}

function ran(member: Member, event: Extract<WorkshopEvent, { readonly type: "ran" }>, atMs: number): Partial<Member> {
  const { lesson, style, version, status, passed, failed, firstFailing, regraded } = event;
  const before = member.standings[lesson];
  const isSame = before !== undefined && before.firstFailing === firstFailing;
  const firstPassedAtMs = withTimes(before?.firstPassedAtMs, passed, atMs);
  const firstFailedAtMs = withTimes(before?.firstFailedAtMs, regraded ? [] : failed, atMs);
  const standing: Standing = {
    style,
    version,
    status,
    passed,
    failed,
    firstFailing,
    failingSinceMs: firstFailing === null ? null : isSame ? before.failingSinceMs : atMs,
    runs: (before?.runs ?? 0) + (regraded ? 0 : 1),
    done: status === "pass" || (before?.done === true && !regraded),
    atMs,
    firstPassedAtMs,
    firstFailedAtMs,
  };
  return { standings: { ...member.standings, [lesson]: standing } };
}

/** Adds the time of those that have none. */
function withTimes(times: Readonly<Record<string, number>> | undefined, ids: readonly string[], atMs: number) {
  const known = times ?? {};
  const added = ids.filter((id) => !Object.hasOwn(known, id));
  return { ...known, ...Object.fromEntries(added.map((id) => [id, atMs])) };
}

function brief(
  member: Member,
  event: Extract<WorkshopEvent, { readonly type: "brief" }>,
  atMs: number,
): Partial<Member> {
  const { pages = member.pages, connections = member.connections, fault = member.fault, actions } = event;
  return { pages, connections, fault, ...(actions > 0 && active(member, actions, atMs)) };
}

function active({ activity, activeAtMs }: Member, actions: number, atMs: number): Partial<Member> {
  const passedMinutes = Math.max(0, Math.floor(atMs / 60_000) - Math.floor(activeAtMs / 60_000));
  const shifted = [...activity, ...Array<number>(Math.min(passedMinutes, activityMinutes)).fill(0)].slice(
    -activityMinutes,
  );
  const last = shifted.at(-1) ?? 0;
  return { activity: [...shifted.slice(0, -1), last + actions], activeAtMs: Math.max(activeAtMs, atMs) };
}

type HelpEvent = Extract<WorkshopEvent, { readonly type: "hand" | "hand-taken" | "hand-done" | "editing" }>;

function helped(member: Member, event: HelpEvent, atMs: number): Partial<Member> {
  const { hand } = member;
  switch (event.type) {
    case "hand":
      return { hand: event.hand && { ...event.hand, atMs: hand?.atMs ?? atMs, takenBy: hand?.takenBy ?? null } };
    case "hand-taken":
      return { hand: hand && { ...hand, takenBy: event.by } };
    case "hand-done":
      return hand === null
        ? {}
        : { hand: null, helped: member.helped + 1, waitedMs: member.waitedMs + atMs - hand.atMs };
    case "editing":
      return { editing: event.editing && { ...event.editing, atMs } };
    default:
      return event satisfies never;
  }
}

/** The activity of the last `activityMinutes`, the newest last. */
export function activityAt({ activity, activeAtMs }: Member, nowMs: number): readonly number[] {
  const idle = Math.max(0, Math.floor(nowMs / 60_000) - Math.floor(activeAtMs / 60_000));
  const padded = [
    ...Array<number>(activityMinutes).fill(0),
    ...activity,
    ...Array<number>(Math.min(idle, activityMinutes)).fill(0),
  ];
  return padded.slice(-activityMinutes);
}

/** Present members, by name. */
export function presentMembers({ members }: WorkshopState): Member[] {
  return Object.values(members)
    .filter(({ state }) => state === "present")
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

export interface FailingGroup {
  readonly lesson: string;
  readonly check: string;
  readonly members: readonly Member[];
}

/** Members by the first check that fails in the lesson where they are, the largest group first. */
export function failingGroups(state: WorkshopState): FailingGroup[] {
  const failing = presentMembers(state).flatMap((member) => {
    const lesson = member.lesson ?? "";
    const check = member.standings[lesson]?.firstFailing ?? null;
    return check === null ? [] : [{ lesson, check, member }];
  });
  const groups = Map.groupBy(failing, ({ lesson, check }) => `${lesson}/${check}`).values();
  return [...groups]
    .flatMap((group) => {
      const [first] = group;
      return first === undefined ? [] : [{ ...first, members: group.map(({ member }) => member) }];
    })
    .map(({ lesson, check, members }) => ({ lesson, check, members }))
    .toSorted((a, b) => b.members.length - a.members.length);
}

/** How long the member has failed the same check of the lesson they are in; 0 when nothing fails. */
export function stuckMs(member: Member, nowMs: number): number {
  const since = member.standings[member.lesson ?? ""]?.failingSinceMs ?? null;
  return since === null ? 0 : Math.max(0, nowMs - since);
}

/** Whether members may work on a lesson. `lessons` is the course's order. */
export function isLessonOpen(
  { locked, pace }: Pick<WorkshopState, "locked" | "pace">,
  lessons: readonly string[],
  slug: string,
): boolean {
  if (locked.includes(slug)) return false;
  return pace.mode === "free" || lessons.indexOf(slug) <= lessons.indexOf(pace.lesson);
}

/** How many of a lesson's steps are open. */
export function openSteps({ pace }: Pick<WorkshopState, "pace">, slug: string, steps: number): number {
  return pace.mode === "together" && pace.lesson === slug ? Math.min(pace.step, steps) : steps;
}

/** The checks of steps that are not open. A check of no step is open. */
export function closedChecks({ steps }: Pick<Lesson, "steps">, open: number): ReadonlySet<string> {
  return new Set(steps.slice(open).flatMap(({ checks }) => checks));
}

/** The hints for checks that this member fails. */
export function hintsFor({ hints }: Pick<WorkshopState, "hints">, member: Member): GroupHint[] {
  return hints.filter(({ lesson, check }) => member.standings[lesson]?.failed.includes(check));
}
