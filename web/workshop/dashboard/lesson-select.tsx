// A choice among the course's lessons.
import type { ComponentProps } from "react";
import { Select } from "../../ui/form.tsx";
import { useDashboard } from "./dashboard-context.ts";

type LessonSelectProps = Omit<ComponentProps<typeof Select<string>>, "options"> & {
  /** The name of the choice of no lesson in particular, whose value is empty. */
  readonly any?: string;
};

export function LessonSelect({ any, ...select }: LessonSelectProps) {
  const { lessons } = useDashboard();
  const all = lessons.map(({ slug, number, title }) => [slug, `${number} ${title}`] as const);
  return <Select {...select} options={any === undefined ? all : [["", any], ...all]} />;
}
