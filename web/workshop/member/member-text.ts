// Texts for members about a workshop's state and its timer.
import type { LessonSummary } from "../../../server/protocol/lesson.ts";
import type { Editing, Endpoint, Hand, MemberView, Place } from "../../../server/protocol/workshop.ts";
import { type End, isOpen, type Membership, type Move } from "./membership.ts";

export function frozenText(view: Pick<MemberView, "frozenBy">): string {
  return `${pausedText(view)} to have your attention. The editor is read-only for now; nothing that you typed is lost.`;
}

/** Without a full stop. */
export function pausedText({ frozenBy }: Pick<MemberView, "frozenBy">): string {
  return `${frozenBy === "" ? "Your instructor" : frozenBy} has paused everyone’s work`;
}

const closedText = "Your instructor has closed this lesson for now. Your code stays as it is.";

export function titleOf(course: readonly LessonSummary[], slug: string): string {
  return course.find((lesson) => lesson.slug === slug)?.title ?? slug;
}

/** `Split, step 2`. */
export function placeText(course: readonly LessonSummary[], { lesson, step }: Place): string {
  const title = titleOf(course, lesson);
  return step === null ? title : `${title}, step ${step}`;
}

export function moveText(course: readonly LessonSummary[], { kind, by, place }: Move): string {
  const where = placeText(course, place);
  return kind === "followed"
    ? `You followed ${by} to ${where}.`
    : `${by} went to ${where}. You were busy, so this page stayed here.`;
}

/** Why the lesson's checks cannot be run now; null when they can. */
export function runRefusal(membership: Membership, slug: string): string | null {
  if (!isOpen(membership, slug)) return `${closedText} Checks run again once it is open.`;
  if (membership.view?.frozen) return `${pausedText(membership.view)}. Checks run again once the pause is over.`;
  return null;
}

/** On pages of other lessons. */
export function endpointText({ kind, of, lesson }: Endpoint, course: readonly LessonSummary[]): string {
  const who = kind === "classroom" ? "Everyone is" : "You are";
  return `${who} connected to ${of}’s server in “${titleOf(course, lesson)}”.`;
}

export function endText({ kind, workshop: { title } }: End): string {
  const keeps = "Your code and your progress are still here, and every lesson is open.";
  switch (kind) {
    case "ended":
      return `The workshop “${title}” has ended. ${keeps}`;
    case "removed":
      return `You are no longer in the workshop “${title}”: an instructor has removed you. ${keeps}`;
    case "deleted":
      return `The workshop “${title}” no longer exists: it was deleted. ${keeps}`;
    case "left":
      return `You have left the workshop “${title}”. ${keeps}`;
    default:
      return kind satisfies never;
  }
}

export function handText({ takenBy }: Hand): string {
  return takenBy === null ? "Hand raised: waiting" : `Hand raised: ${takenBy} is on it`;
}

export function editingText({ by, lesson, state }: Editing, course: readonly LessonSummary[]): string {
  const title = titleOf(course, lesson);
  return state === "accepted"
    ? `${by} is editing your code in ${title}.`
    : `${by} asks to edit your code in ${title}. You see every change, and can stop it at any time.`;
}

const marks = [
  { leftMs: 300_000, text: "5 minutes left." },
  { leftMs: 60_000, text: "1 minute left." },
] as const;
/** How long an announcement stays in the live region. */
const announcedMs = 10_000;

/** For screen readers, at 5 minutes, at 1 minute and at the end; empty in between. */
export function timerAnnouncement(leftMs: number): string {
  if (leftMs <= 0) return leftMs > -announcedMs ? "Time is up." : "";
  return marks.find((mark) => leftMs <= mark.leftMs && leftMs > mark.leftMs - announcedMs)?.text ?? "";
}
