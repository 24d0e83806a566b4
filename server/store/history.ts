// Which versions of a learner's code are kept: all of the last hour, then fewer the older they are.

export interface Moment {
  readonly version: number;
  readonly savedAtMs: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** The first rule that a version is young enough for decides: the newest version of each bucket stays. */
const rules = [
  { youngerMs: 7 * day, bucketMs: 10 * minute },
  { youngerMs: Number.POSITIVE_INFINITY, bucketMs: day },
] as const;

const recentMs = 60 * minute;
const recentMost = 200;

/**
 * The versions to delete. `moments` are one style's, newest first. The newest of all and those in `keep` always stay;
 * of the last hour up to 200; older than that one each 10 minutes, and after a week one a day.
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
