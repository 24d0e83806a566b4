// A cell of the heat map: how far a learner has come in a lesson.
import type { LessonOutline, Member } from "../../../server/protocol/workshop.ts";

export interface HeatCell {
  readonly kind: "untouched" | "opened" | "failing" | "done";
  /** The share of the lesson's checks that pass, from 0 to 1. */
  readonly share: number;
  /** What the cell shows besides its colour. */
  readonly sign: string;
  /** For its tooltip and for screen readers. */
  readonly text: string;
}

export function heatCell({ standings, openedAtMs }: Member, { slug, checks }: LessonOutline): HeatCell {
  const standing = standings[slug];
  if (standing?.done === true) return { kind: "done", share: 1, sign: "✓", text: "passed" };
  if (standing !== undefined) {
    const [passed, of] = [standing.passed.length, checks.length];
    return {
      kind: "failing",
      share: passed / Math.max(1, of),
      sign: `${passed}/${of}`,
      text: `${passed} of ${of} checks`,
    };
  }
  if (slug in openedAtMs) return { kind: "opened", share: 0, sign: "…", text: "opened, not run yet" };
  return { kind: "untouched", share: 0, sign: "", text: "not opened" };
}

export interface LessonCounts {
  /** Members who are there now. */
  readonly here: number;
  readonly passed: number;
}

/** By lesson; those without anyone are missing. */
export function countLessons(members: readonly Member[]): ReadonlyMap<string, LessonCounts> {
  const counts = new Map<string, { here: number; passed: number }>();
  const of = (slug: string) => {
    const known = counts.get(slug) ?? { here: 0, passed: 0 };
    counts.set(slug, known);
    return known;
  };
  for (const { lesson, standings } of members) {
    if (lesson !== null) of(lesson).here++;
    for (const [slug, { done }] of Object.entries(standings)) if (done) of(slug).passed++;
  }
  return counts;
}
