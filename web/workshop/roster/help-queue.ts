// Raised hands: those that no one has taken first, the longest wait first.
import type { Hand } from "../../../server/protocol/workshop.ts";
import type { LearnerRow } from "./learner-rows.ts";

export interface Waiting {
  readonly row: LearnerRow;
  readonly hand: Hand;
}

export function helpQueue(rows: readonly LearnerRow[]): Waiting[] {
  return rows
    .flatMap((row) => (row.member.hand === null ? [] : [{ row, hand: row.member.hand }]))
    .sort(
      (one, other) =>
        Number(one.hand.takenBy !== null) - Number(other.hand.takenBy !== null) || one.hand.atMs - other.hand.atMs,
    );
}

/** `<1 min`, `12 min`, `1 h 5 min`. */
export function minutesText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "<1 min";
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? "" : ` ${rest} min`}`;
}
