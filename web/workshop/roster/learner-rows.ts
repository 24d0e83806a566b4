// Rows of the dashboard, one per member: computed once per change of the member.
import type { Hand, LessonOutline, Member, Standing, WorkshopState } from "../../../server/protocol/workshop.ts";

export interface LearnerRow {
  readonly member: Member;
  /** In the order of joining, from 1: stays the same for the whole workshop. */
  readonly number: number;
  /** The lesson where they are; null before the first. */
  readonly lesson: LessonOutline | null;
  /** 1-based: the first step with a check that has not passed; null when the lesson's checks have passed. */
  readonly step: number | null;
  /** The first check that fails in that lesson. */
  readonly failing: { readonly id: string; readonly title: string } | null;
  /** Checks that have passed, in all lessons. */
  readonly progress: number;
}

export class LearnerRows {
  readonly #lessons: ReadonlyMap<string, LessonOutline>;
  readonly #known = new WeakMap<Member, LearnerRow>();
  #numbers: ReadonlyMap<string, number> = new Map();

  constructor(lessons: readonly LessonOutline[]) {
    this.#lessons = new Map(lessons.map((lesson) => [lesson.slug, lesson]));
  }

  /** The rows of the present members, in the order of joining. */
  of({ members }: WorkshopState): LearnerRow[] {
    const all = Object.values(members);
    // Members never leave the roster: they only become absent.
    if (all.length !== this.#numbers.size) this.#numbers = numbered(all);
    const present = all.filter(({ state }) => state === "present").map((member) => this.#row(member));
    return present.sort((one, other) => one.number - other.number);
  }

  #row(member: Member): LearnerRow {
    const known = this.#known.get(member);
    if (known !== undefined) return known;
    const row = rowOf(member, this.#numbers.get(member.id) ?? 0, this.#lessons);
    this.#known.set(member, row);
    return row;
  }
}

function numbered(members: readonly Member[]): ReadonlyMap<string, number> {
  const byJoining = members.toSorted((one, other) => one.joinedAtMs - other.joinedAtMs || (one.id < other.id ? -1 : 1));
  return new Map(byJoining.map(({ id }, index) => [id, index + 1]));
}

function rowOf(member: Member, number: number, lessons: ReadonlyMap<string, LessonOutline>): LearnerRow {
  const lesson = lessons.get(member.lesson ?? "") ?? null;
  const standing = member.standings[member.lesson ?? ""];
  const id = standing?.firstFailing ?? null;
  return {
    member,
    number,
    lesson,
    step: lesson === null ? null : stepOf(lesson, standing),
    failing: id === null ? null : { id, title: checkTitle(lesson, id) },
    progress: Object.values(member.standings).reduce((sum, { passed }) => sum + passed.length, 0),
  };
}

function stepOf({ steps }: LessonOutline, standing: Standing | undefined): number | null {
  const index = steps.findIndex(({ checks }) => checks.some((id) => !standing?.passed.includes(id)));
  return index < 0 ? null : index + 1;
}

export function checkTitle(lesson: LessonOutline | null, id: string): string {
  return lesson?.checks.find((check) => check.id === id)?.title ?? id;
}

/** The name that the room may see: on a projector, learners are numbers. */
export function shownName({ member, number }: LearnerRow, isAnonymous: boolean): string {
  return isAnonymous ? `Learner ${number}` : member.name;
}

/** By name. */
export function blockedMembers({ members }: Pick<WorkshopState, "members">): Member[] {
  return Object.values(members)
    .filter(({ state }) => state === "blocked")
    .sort((one, other) => one.name.localeCompare(other.name));
}

export const isOnline = ({ pages }: Member): boolean => pages > 0;

export interface Waiting {
  readonly row: LearnerRow;
  readonly hand: Hand;
}

/** Raised hands: those that no one has taken first, the longest wait first. */
export function helpQueue(rows: readonly LearnerRow[]): Waiting[] {
  return rows
    .flatMap((row) => (row.member.hand === null ? [] : [{ row, hand: row.member.hand }]))
    .sort(
      (one, other) =>
        Number(one.hand.takenBy !== null) - Number(other.hand.takenBy !== null) || one.hand.atMs - other.hand.atMs,
    );
}

/** Until when the times of a workshop count: its end, or now. */
export function clockMs({ endedAtMs }: Pick<WorkshopState, "endedAtMs">, nowMs: number): number {
  return endedAtMs === null ? nowMs : Math.min(endedAtMs, nowMs);
}

/** `<1 min`, `12 min`, `1 h 5 min`. */
export function minutesText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "<1 min";
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? "" : ` ${rest} min`}`;
}
