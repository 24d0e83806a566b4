// The learner's drafts as the dialog lists them.
import { type Draft, deletedDraftDays } from "../../server/protocol/playground.ts";

interface Drafts {
  readonly present: readonly Draft[];
  /** Those that can be restored, the latest deletion first. */
  readonly deleted: readonly Draft[];
}

export function splitDrafts(drafts: readonly Draft[]): Drafts {
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
const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** `just now`, `5 min ago`, `3 h ago`, `on 20 Nov 2026`. */
export function agoText(atMs: number, nowMs: number): string {
  const ago = nowMs - atMs;
  if (ago < minuteMs) return "just now";
  if (ago < hourMs) return `${Math.floor(ago / minuteMs)} min ago`;
  return ago < dayMs ? `${Math.floor(ago / hourMs)} h ago` : `on ${date.format(atMs)}`;
}

/** How long a deleted draft can be restored. */
export function keptText({ deletedAtMs }: Draft, nowMs: number): string {
  const days = Math.ceil(((deletedAtMs ?? 0) + deletedDraftDays * dayMs - nowMs) / dayMs);
  return days <= 1 ? "kept for less than a day" : `kept for ${days} days`;
}
