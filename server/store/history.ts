// Thins out old versions of a learner's code: keeps all of the last hour, and fewer the older they are.

export interface Moment {
  readonly version: number;
  readonly savedAtMs: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** The first rule that a version is young enough for applies: it keeps the newest version of each bucket. */
const rules = [
  { youngerMs: 7 * day, bucketMs: 10 * minute },
  { youngerMs: Number.POSITIVE_INFINITY, bucketMs: day },
] as const;

const recentMs = 60 * minute;
const recentMost = 200;

/**
 * Returns the versions to delete. `moments` are one style's, newest first. The newest and those in `keep` always stay.
 * Of the last hour, 200 stay; of the last week, one per 10 minutes; before that, one per day.
 */
export function thin(moments: readonly Moment[], keep: ReadonlySet<number>, nowMs: number): readonly number[] {
  const taken = new Set<string>();
  const old = moments.filter(({ savedAtMs }, index) => index >= recentMost || nowMs - savedAtMs > recentMs);
  const newest = moments[0]?.version;
  return old
    .filter(({ version, savedAtMs }) => {
      const bucket = bucketOf(savedAtMs, nowMs);
      const first = !taken.has(bucket);
      taken.add(bucket);
      return !first && version !== newest && !keep.has(version);
    })
    .map(({ version }) => version);
}

function bucketOf(savedAtMs: number, nowMs: number): string {
  const rule = rules.find(({ youngerMs }) => nowMs - savedAtMs < youngerMs) ?? rules[1];
  return `${rule.bucketMs}:${Math.floor(savedAtMs / rule.bucketMs)}`;
}
