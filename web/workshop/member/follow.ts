// Follow me: whether a page goes where the instructor has gone.
import type { MemberView } from "../../../server/protocol/workshop.ts";

type Follow = MemberView["follow"];

interface Situation {
  readonly follow: Follow;
  /** When the instructor's last known move was, by the server's clock; null before the page's first view. */
  readonly seenAtMs: number | null;
  readonly isAutomatic: boolean;
  /** Whether members may work on the instructor's lesson. */
  readonly isOpen: boolean;
  /** The lesson that the page shows; null for the course, undefined for pages that never follow. */
  readonly lesson: string | null | undefined;
  /** Since the learner typed. */
  readonly idleMs: number;
  readonly isDialogOpen: boolean;
}

/** A page stays where it is for this long after a key was typed. */
export const typingMs = 5_000;

/** `stay`: the page would go, but the learner is busy. A move that was known when the page opened is none. */
export function decideMove(situation: Situation): "none" | "stay" | "go" {
  const { follow, seenAtMs, isAutomatic, isOpen, lesson, idleMs, isDialogOpen } = situation;
  if (follow === null || seenAtMs === null || follow.atMs <= seenAtMs) return "none";
  const isHere = lesson === follow.place.lesson && follow.place.step === null;
  if (lesson === undefined || isHere || !isAutomatic || !isOpen) return "none";
  return isDialogOpen || idleMs < typingMs ? "stay" : "go";
}
