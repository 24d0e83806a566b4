// Groups the versions of the history: a burst of typing is one entry.
import type { Snapshot } from "../../server/protocol/http.ts";

export interface VersionGroup {
  /** The last version before a pause, a run or a restore. */
  readonly newest: Snapshot;
  /** Older versions of the same burst, newest first. */
  readonly earlier: readonly Snapshot[];
}

const pauseMs = 20_000;
const longestGroupMs = 5 * 60_000;

/** `isMilestone`: versions that were judged by a run or restored; each ends its group. Expects the newest snapshot first. */
export function groupVersions(
  snapshots: readonly Snapshot[],
  isMilestone: (version: number) => boolean,
): readonly VersionGroup[] {
  const groups: { newest: Snapshot; earlier: Snapshot[] }[] = [];
  for (const snapshot of snapshots) {
    const group = groups.at(-1);
    const above = group && (group.earlier.at(-1) ?? group.newest);
    const isSameBurst =
      above &&
      !above.aside &&
      !snapshot.aside &&
      above.by === snapshot.by &&
      !isMilestone(snapshot.version) &&
      above.savedAtMs - snapshot.savedAtMs < pauseMs &&
      group.newest.savedAtMs - snapshot.savedAtMs < longestGroupMs;
    if (isSameBurst) group.earlier.push(snapshot);
    else groups.push({ newest: snapshot, earlier: [] });
  }
  return groups;
}
