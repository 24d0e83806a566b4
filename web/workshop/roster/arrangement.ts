// Filter and order of the learners on the dashboard. Both are kept in the address, so that a reload keeps them.
import type { Member } from "../../../server/protocol/workshop.ts";
import { stuckMs } from "../../../server/workshop/roster.ts";
import { isOnline, type LearnerRow, shownName } from "./learner-rows.ts";

export const sorts = ["stuck", "name", "progress"] as const;
export const filters = ["all", "stuck", "hand", "offline"] as const;
export type Sort = (typeof sorts)[number];
export type LearnerFilter = (typeof filters)[number];

export interface Arrangement {
  readonly sort: Sort;
  readonly filter: LearnerFilter;
  /** Only those who are in this lesson; empty: in any. */
  readonly lesson: string;
  readonly search: string;
}

export const noArrangement: Arrangement = { sort: "stuck", filter: "all", lesson: "", search: "" };

/** Longer than this on the same check is worth a visit. */
export const stuckAfterMs = 5 * 60_000;

interface Moment {
  readonly nowMs: number;
  readonly isAnonymous: boolean;
}

export function arrange(rows: readonly LearnerRow[], arrangement: Arrangement, moment: Moment): LearnerRow[] {
  const words = arrangement.search.toLocaleLowerCase().trim();
  return rows
    .filter(({ member }) => arrangement.lesson === "" || member.lesson === arrangement.lesson)
    .filter(({ member }) => isShown[arrangement.filter](member, moment.nowMs))
    .filter((row) => shownName(row, moment.isAnonymous).toLocaleLowerCase().includes(words))
    .sort((one, other) => compare[arrangement.sort](one, other) || byName(one, other, moment.isAnonymous));
}

const isShown: Record<LearnerFilter, (member: Member, nowMs: number) => boolean> = {
  all: () => true,
  stuck: (member, nowMs) => stuckMs(member, nowMs) > stuckAfterMs,
  hand: ({ hand }) => hand !== null,
  offline: (member) => !isOnline(member),
};

const compare: Record<Sort, (one: LearnerRow, other: LearnerRow) => number> = {
  stuck: (one, other) => failingSinceMs(one) - failingSinceMs(other) || 0,
  name: () => 0,
  progress: (one, other) => one.progress - other.progress,
};

/** Infinity when nothing fails: the difference of two of them is NaN. */
function failingSinceMs({ member }: LearnerRow): number {
  return member.standings[member.lesson ?? ""]?.failingSinceMs ?? Number.POSITIVE_INFINITY;
}

const names = new Intl.Collator("en", { numeric: true });

/** The order of names would give away who is who. */
function byName(one: LearnerRow, other: LearnerRow, isAnonymous: boolean): number {
  if (isAnonymous) return one.number - other.number;
  return names.compare(one.member.name, other.member.name) || one.number - other.number;
}

/** Keeps the order that is on the screen while someone works in it: `shown` are ids; new ones come last. */
export function heldOrder(rows: readonly LearnerRow[], shown: readonly string[]): LearnerRow[] {
  const place = new Map(shown.map((id, index) => [id, index]));
  const of = ({ member }: LearnerRow) => place.get(member.id) ?? shown.length;
  return rows.toSorted((one, other) => of(one) - of(other));
}
