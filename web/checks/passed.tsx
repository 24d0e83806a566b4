// What stands below the checks once all of them pass: the lesson's last words, and where to go from here.
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { Html } from "../ui/html.tsx";
import { Link } from "../ui/link.tsx";
import { usePart } from "../ui/store.ts";

interface PassedProps {
  readonly session: LessonSession;
  readonly next: LessonSummary | null;
}

export function Passed({ session, next }: PassedProps) {
  const style = usePart(session.draft, (draft) => draft.style);
  const other = style === "loop" ? "events" : "loop";
  const change = async () => session.tell(await session.changeStyle(other));
  return (
    <section className="passed" aria-label="All checks pass">
      <h3 className="passed-line">All checks pass</h3>
      <Html className="prose" html={session.lesson.afterHtml} />
      <div className="actions">
        {next ? (
          <Link className="button primary" href={`/lessons/${next.slug}`}>
            Next: {next.title}
          </Link>
        ) : (
          <Link className="button primary" href="/">
            All lessons
          </Link>
        )}
        <button type="button" onClick={() => void change()}>
          {other === "events" ? "Write it with events" : "Write it as a loop"}
        </button>
        <button type="button" onClick={() => session.show("solution")}>
          Compare with the solution
        </button>
      </div>
    </section>
  );
}
