// Hints from an instructor, beside the checks for which they were written.
import { useMemo } from "react";
import type { GroupHint } from "../../server/protocol/workshop.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePage } from "../shell/page-context.ts";
import { printable } from "../ui/printable.ts";
import { usePart, useStore } from "../ui/store.ts";
import { hintsOf } from "../workshop/member/membership.ts";

/** Those for checks of the lesson that this learner fails. */
export function useGroupHints(lesson: string): readonly GroupHint[] {
  const hints = usePart(usePage().workshop.store, hintsOf);
  return useMemo(() => hints.filter((hint) => hint.lesson === lesson), [hints, lesson]);
}

export function GroupHints({ hints }: { readonly hints: readonly GroupHint[] }) {
  return hints.map(({ id, by, text }) => (
    <div key={id} className="group-hint marked accent small breakable">
      <p className="toned tiny strong">From your instructor, {by}</p>
      <p>{printable(text)}</p>
    </div>
  ));
}

/** Always mounted, so that screen readers announce a new hint. */
export function HintAnnouncement({ session }: { readonly session: LessonSession }) {
  const { slug, checks } = useStore(session.content);
  const hints = useGroupHints(slug);
  const newest = hints.toSorted((one, other) => one.atMs - other.atMs).at(-1);
  const title = checks.find(({ id }) => id === newest?.check)?.title ?? "";
  return (
    <p className="unseen" role="status">
      {newest === undefined ? "" : `A hint from ${newest.by} for “${title}”: ${printable(newest.text)}`}
    </p>
  );
}
