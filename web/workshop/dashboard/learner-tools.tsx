// Search, order and filter of the learners that are shown.
import type { RefObject } from "react";
import { Select } from "../../ui/form.tsx";
import type { Arrangement } from "../roster/arrangement.ts";
import { useDashboard } from "./dashboard-context.ts";
import { LessonSelect } from "./lesson-select.tsx";

const sorts = [
  ["stuck", "Longest stuck first"],
  ["name", "By name"],
  ["progress", "Least progress first"],
] as const;
const filters = [
  ["all", "Everyone"],
  ["stuck", "Stuck for over 5 min"],
  ["hand", "Hand raised"],
  ["offline", "Offline"],
] as const;

interface LearnerToolsProps {
  readonly search: RefObject<HTMLInputElement | null>;
  readonly arrangement: Arrangement;
  readonly change: (part: Partial<Arrangement>) => void;
}

export function LearnerTools({ search, arrangement, change }: LearnerToolsProps) {
  const { isProjected } = useDashboard();
  const { filter, lesson, sort } = arrangement;
  return (
    <search className="learner-tools flow">
      <input
        ref={search}
        type="search"
        placeholder={isProjected ? "Search numbers" : "Search names"}
        aria-label="Search learners"
        autoComplete="off"
        maxLength={40}
        value={arrangement.search}
        onChange={({ target }) => change({ search: target.value })}
      />
      <Select aria-label="Show" options={filters} value={filter} choose={(chosen) => change({ filter: chosen })} />
      <LessonSelect
        label="in"
        className="small"
        any="any lesson"
        value={lesson}
        choose={(chosen) => change({ lesson: chosen })}
      />
      <Select aria-label="Order" options={sorts} value={sort} choose={(chosen) => change({ sort: chosen })} />
    </search>
  );
}
