// Access of a lesson's session to code and checks: this learner's own, or those of a member at whom an instructor looks.
import type { FromPage } from "../../server/protocol/live.ts";
import { type LessonCalls, memberLessonCalls, ownLessonCalls } from "../net/calls.ts";
import { createValue, type Store } from "../ui/store.ts";

export interface LessonAccess {
  readonly calls: LessonCalls;
  /** Subscribes to the room on the live channel. */
  readonly follow: FromPage;
  /** Whether this page may change the code. */
  readonly mayEdit: Store<boolean, boolean>;
  /** Null: the lesson is this learner's own. */
  readonly look: Look | null;
}

/** An instructor's view of a member's lesson. */
export interface Look {
  /** The member's name. */
  readonly name: string;
  /** The instructor's, as clients can have it: those of this page begin with it. */
  readonly clientName: string;
}

export function ownAccess(slug: string): LessonAccess {
  const follow = { type: "follow", lesson: slug, frames: true } as const;
  return { calls: ownLessonCalls(slug), follow, mayEdit: createValue(true), look: null };
}

interface MemberAccessOptions {
  readonly workshop: string;
  readonly member: string;
  readonly slug: string;
  /** The member's name. */
  readonly name: string;
  /** The name of the instructor who looks. */
  readonly instructor: string;
}

/** Read-only until `mayEdit` says otherwise. */
export function memberAccess({ workshop, member, slug, name, instructor }: MemberAccessOptions): LessonAccess {
  return {
    calls: memberLessonCalls(workshop, member, slug),
    follow: { type: "inspect", workshop, member, lesson: slug, frames: true },
    mayEdit: createValue(false),
    look: { name, clientName: clientName(instructor) },
  };
}

const maxChars = 20;

/** A client's name has ASCII letters and digits only. */
export function clientName(instructor: string): string {
  const plain = instructor.normalize("NFKD").replace(/[^A-Za-z0-9 _-]/g, "");
  return (
    plain
      .replace(/^[^A-Za-z0-9]+/, "")
      .slice(0, maxChars)
      .trim() || "Instructor"
  );
}
