// From learner to learner in the order of the dashboard, which stays the same for the whole walk.
import type { LearnerRow } from "../roster/learner-rows.ts";

interface Walk {
  readonly workshop: string;
  /** Members' ids. */
  readonly ids: readonly string[];
  /** The dashboard's address, with its order and filter. */
  readonly from: string;
}

let walk: Walk | null = null;

/** The dashboard shows these learners, in this order. */
export function rememberOrder(workshop: string, rows: readonly LearnerRow[]): void {
  const from = window.location.pathname + window.location.search;
  walk = { workshop, ids: rows.map(({ member }) => member.id), from };
}

export function dashboardOf(workshop: string): string {
  return walk?.workshop === workshop ? walk.from : `/instructor/${workshop}`;
}

/** Cyclic. Without a dashboard before, or for learners whom it did not show, everyone in the order of joining. */
export function around(workshop: string, rows: readonly LearnerRow[], id: string) {
  const ids = walk?.workshop === workshop && walk.ids.includes(id) ? walk.ids : rows.map(({ member }) => member.id);
  const present = ids.flatMap((each) => rows.find(({ member }) => member.id === each) ?? []);
  const at = present.findIndex(({ member }) => member.id === id);
  if (at < 0 || present.length < 2) return { previous: null, next: null };
  const neighbour = (step: number) => present[(at + step + present.length) % present.length] ?? null;
  return { previous: neighbour(-1), next: neighbour(1) };
}
