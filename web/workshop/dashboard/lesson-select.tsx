// A choice among the course's lessons.
import { useDashboard } from "./dashboard-context.ts";

interface LessonSelectProps {
  readonly label: string;
  readonly className?: string;
  readonly value: string;
  readonly choose: (slug: string) => void;
  /** The name of the choice of no lesson in particular, whose value is empty. */
  readonly any?: string;
}

export function LessonSelect({ label, className, value, choose, any }: LessonSelectProps) {
  const { lessons } = useDashboard();
  return (
    <label className={className}>
      {label}{" "}
      <select value={value} onChange={({ target }) => choose(target.value)}>
        {any === undefined ? null : <option value="">{any}</option>}
        {lessons.map(({ slug, number, title }) => (
          <option key={slug} value={slug}>
            {number} {title}
          </option>
        ))}
      </select>
    </label>
  );
}
