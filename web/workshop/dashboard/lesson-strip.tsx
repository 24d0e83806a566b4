// The course's lessons: who is in each, who has passed it, whether it is open, and where the class is.
import { memo, useMemo } from "react";
import type { LessonOutline } from "../../../server/protocol/workshop.ts";
import { isLessonOpen } from "../../../server/workshop/roster.ts";
import { Icon } from "../../ui/icon.tsx";
import type { ClassPlace } from "../roster/class-place.ts";
import { countLessons, type LessonCounts } from "../roster/heat.ts";
import { CommandButton } from "./command-button.tsx";
import { useDashboard, useLearners, useWorkshop } from "./dashboard-context.ts";

const noOne: LessonCounts = { here: 0, passed: 0 };

export function LessonStrip({ place }: { readonly place: ClassPlace | null }) {
  const { lessons, isProjected } = useDashboard();
  const state = useWorkshop();
  const members = useLearners();
  const counts = useMemo(() => countLessons(members.map(({ member }) => member)), [members]);
  const slugs = useMemo(() => lessons.map(({ slug }) => slug), [lessons]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable from the keyboard
    <nav className="lesson-strip rigid scroll line-below surface" aria-label="Lessons" tabIndex={0}>
      <ol>
        {lessons.map((lesson) => (
          <StripLesson
            key={lesson.slug}
            lesson={lesson}
            here={(counts.get(lesson.slug) ?? noOne).here}
            passed={(counts.get(lesson.slug) ?? noOne).passed}
            isLocked={state.locked.includes(lesson.slug)}
            isOpen={isLessonOpen(state, slugs, lesson.slug)}
            isCurrent={lesson.slug === place?.lesson}
            canLock={!isProjected && state.endedAtMs === null}
          />
        ))}
      </ol>
    </nav>
  );
}

interface StripLessonProps extends LessonCounts {
  readonly lesson: LessonOutline;
  readonly isLocked: boolean;
  readonly isOpen: boolean;
  readonly isCurrent: boolean;
  readonly canLock: boolean;
}

const StripLesson = memo(function StripLesson(props: StripLessonProps) {
  const { lesson, here, passed, isLocked, isOpen, isCurrent, canLock } = props;
  const { slug, number, title } = lesson;
  return (
    <li className="strip-lesson column" data-open={isOpen} aria-current={isCurrent ? "step" : undefined}>
      <p className="strip-title clamp tiny" title={title}>
        <span className="muted">{number}</span> {title}
      </p>
      <p className="tiny muted nowrap" title={`${here} in this lesson, ${passed} have passed it`}>
        {here} here · {passed}
        <span aria-hidden="true"> ✓</span>
        <span className="unseen"> passed</span>
      </p>
      <p className="strip-lock row tiny">
        <span className="fill">
          {isLocked ? <Icon name="locked" /> : null}
          <span className={isLocked ? "unseen" : ""}>{isLocked ? "Locked" : isOpen ? "" : "Later"}</span>
        </span>
        {canLock ? (
          <CommandButton className="tiny" command={{ do: "lock", lesson: slug, locked: !isLocked }}>
            {isLocked ? "Unlock" : "Lock"}
            <span className="unseen"> {title}</span>
          </CommandButton>
        ) : null}
      </p>
    </li>
  );
});
