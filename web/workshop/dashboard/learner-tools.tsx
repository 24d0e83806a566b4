// Search, order and filter of the learners that are shown.
import { type RefObject, useId } from "react";
import { type Arrangement, filters, type LearnerFilter, type Sort, sorts } from "../roster/arrangement.ts";
import { useDashboard } from "./dashboard-context.ts";
import { LessonSelect } from "./lesson-select.tsx";

const sortNames: Record<Sort, string> = {
  stuck: "Longest stuck first",
  name: "By name",
  progress: "Least progress first",
};
const filterNames: Record<LearnerFilter, string> = {
  all: "Everyone",
  stuck: "Stuck for over 5 min",
  hand: "Hand raised",
  offline: "Offline",
};

interface LearnerToolsProps {
  readonly search: RefObject<HTMLInputElement | null>;
  readonly arrangement: Arrangement;
  readonly change: (part: Partial<Arrangement>) => void;
}

export function LearnerTools({ search, arrangement, change }: LearnerToolsProps) {
  const { isProjected } = useDashboard();
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
      <Choice
        label="Show"
        options={filters}
        names={filterNames}
        value={arrangement.filter}
        choose={(filter) => change({ filter })}
      />
      <LessonSelect
        label="in"
        className="small"
        any="any lesson"
        value={arrangement.lesson}
        choose={(lesson) => change({ lesson })}
      />
      <Choice
        label="Order"
        options={sorts}
        names={sortNames}
        value={arrangement.sort}
        choose={(sort) => change({ sort })}
      />
    </search>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly T[];
  readonly names: Record<T, string>;
  readonly value: T;
  readonly choose: (value: T) => void;
}

function Choice<T extends string>({ label, options, names, value, choose }: ChoiceProps<T>) {
  const id = useId();
  const chosen = (text: string) => options.find((option) => option === text) ?? value;
  return (
    <>
      <label htmlFor={id} className="unseen">
        {label}
      </label>
      <select id={id} value={value} onChange={({ target }) => choose(chosen(target.value))}>
        {options.map((option) => (
          <option key={option} value={option}>
            {names[option]}
          </option>
        ))}
      </select>
    </>
  );
}
