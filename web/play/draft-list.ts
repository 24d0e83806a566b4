// The learner's drafts as the dialog lists them.
import { type Draft, deletedDraftDays } from "../../server/protocol/playground.ts";
import { formatDay } from "../ui/format.ts";

/** `deleted`: those that can be restored, the latest deletion first. */
export function splitDrafts(drafts: readonly Draft[]) {
  const present = drafts.filter(({ deletedAtMs }) => deletedAtMs === null);
  const deleted = drafts.filter(({ deletedAtMs }) => deletedAtMs !== null);
  return {
    present: present.toSorted((one, other) => other.updatedAtMs - one.updatedAtMs),
    deleted: deleted.toSorted((one, other) => (other.deletedAtMs ?? 0) - (one.deletedAtMs ?? 0)),
  };
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `just now`, `5 min ago`, `3 h ago`, `on 20 Nov 2026`. */
export function agoText(atMs: number, nowMs: number): string {
  const ago = nowMs - atMs;
  if (ago < minuteMs) return "just now";
  if (ago < hourMs) return `${Math.floor(ago / minuteMs)} min ago`;
  return ago < dayMs ? `${Math.floor(ago / hourMs)} h ago` : `on ${formatDay(atMs)}`;
}

/** How long a deleted draft can be restored. */
export function keptText({ deletedAtMs }: Draft, nowMs: number): string {
  const days = Math.ceil(((deletedAtMs ?? 0) + deletedDraftDays * dayMs - nowMs) / dayMs);
  return days <= 1 ? "kept for less than a day" : `kept for ${days} days`;
}
