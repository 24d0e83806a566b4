// A learner's membership in a workshop: what the server sends of it, and what this browser has chosen.
import { z } from "zod";
import type { LessonSummary } from "../../../server/protocol/lesson.ts";
import type { GroupHint, MemberView, Place } from "../../../server/protocol/workshop.ts";
import { isLessonOpen, openSteps } from "../../../server/workshop/roster.ts";
import { attempt } from "../../ui/attempt.ts";

/** Why the learner is in no workshop any more. */
export interface End {
  readonly kind: "ended" | Gone;
  readonly workshop: MemberView["workshop"];
}

/** Why there is no view any more. */
export type Gone = "removed" | "left" | "deleted";

/** What the page did when the instructor went elsewhere. */
export interface Move {
  readonly kind: "followed" | "stayed";
  readonly by: string;
  readonly place: Place;
}

export interface Membership {
  /** Null for a learner in no running workshop. */
  readonly view: MemberView | null;
  readonly end: End | null;
  readonly move: Move | null;
  /** The course's lessons in order; empty until a page has loaded them. */
  readonly course: readonly LessonSummary[];
  readonly choices: Choices;
  /** The server's clock minus this browser's. */
  readonly clockAheadMs: number;
}

export type MembershipAction =
  | { readonly type: "view"; readonly view: MemberView | null; readonly gone: Gone }
  | { readonly type: "course"; readonly lessons: readonly LessonSummary[] }
  | { readonly type: "clock"; readonly aheadMs: number }
  | { readonly type: "moved"; readonly move: Move | null }
  | { readonly type: "follow"; readonly isAutomatic: boolean }
  /** Hides an announcement, or the end of a workshop, by its id. */
  | { readonly type: "dismiss"; readonly id: string };

const maxDismissed = 20;
const choicesSchema = z.object({
  /** Ids of announcements and of ended workshops that are not shown again. */
  dismissed: z.array(z.string().max(64)).max(100).catch([]),
  /** Whether the page goes where the instructor goes. */
  follows: z.boolean().catch(true),
});
export type Choices = z.infer<typeof choicesSchema>;

const key = "ws101.workshop";

export function readChoices(storage: Storage): Choices {
  return attempt(() => choicesSchema.parse(JSON.parse(storage.getItem(key) ?? "{}"))) ?? choicesSchema.parse({});
}

export function writeChoices(storage: Storage, choices: Choices): void {
  attempt(() => storage.setItem(key, JSON.stringify(choices)));
}

export function noMembership(choices: Choices): Membership {
  return { view: null, end: null, move: null, course: [], choices, clockAheadMs: 0 };
}

export function reduceMembership(membership: Membership, action: MembershipAction): Membership {
  const { choices } = membership;
  switch (action.type) {
    case "view":
      return viewed(membership, action.view, action.gone);
    case "course":
      return { ...membership, course: action.lessons };
    case "clock":
      return { ...membership, clockAheadMs: action.aheadMs };
    case "moved":
      return { ...membership, move: action.move };
    case "follow":
      return { ...membership, choices: { ...choices, follows: action.isAutomatic } };
    case "dismiss": {
      const dismissed = [...choices.dismissed.filter((id) => id !== action.id), action.id].slice(-maxDismissed);
      const end = membership.end?.workshop.id === action.id ? null : membership.end;
      return { ...membership, end, choices: { ...choices, dismissed } };
    }
    default:
      return action satisfies never;
  }
}

function viewed(membership: Membership, view: MemberView | null, gone: Gone): Membership {
  const before = membership.view;
  if (view?.ended) {
    const isKnown = membership.choices.dismissed.includes(view.workshop.id);
    return { ...membership, view: null, move: null, end: isKnown ? null : { kind: "ended", workshop: view.workshop } };
  }
  if (view !== null) return { ...membership, view, end: null, move: view.follow === null ? null : membership.move };
  if (before === null) return membership;
  return { ...membership, view, move: null, end: { kind: gone, workshop: before.workshop } };
}

export function isOpen({ view, course }: Membership, slug: string): boolean {
  const slugs = course.map((lesson) => lesson.slug);
  return view === null || isLessonOpen(view, slugs, slug);
}

/** How many steps of a lesson are open. */
export function stepsOpen({ view }: Membership, slug: string, steps: number): number {
  return view === null ? steps : openSteps(view, slug, steps);
}

/** The announcement, unless the learner has dismissed it. */
export function announcementOf({ view, choices }: Membership): MemberView["announcement"] {
  const announcement = view?.announcement ?? null;
  return announcement === null || choices.dismissed.includes(announcement.id) ? null : announcement;
}

const noHints: readonly GroupHint[] = [];

export function hintsOf({ view }: Membership): readonly GroupHint[] {
  return view?.hints ?? noHints;
}

/** The lesson where the instructor is, or else the group; null if that one is not open, or there is none. */
export function groupLesson({ view, ...rest }: Membership): string | null {
  if (view === null) return null;
  const wanted = view.follow?.place.lesson ?? (view.pace.mode === "together" ? view.pace.lesson : null);
  return wanted !== null && isOpen({ view, ...rest }, wanted) ? wanted : null;
}
