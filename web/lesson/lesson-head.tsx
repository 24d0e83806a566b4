// The line above the panes: the way back, the lesson's name, whether the page hears the server, settings.
import type { Lesson } from "../../server/protocol/lesson.ts";
import { usePage } from "../shell/page-context.ts";
import { PageMenu } from "../shell/page-menu.tsx";
import { Link } from "../ui/link.tsx";
import { useStore } from "../ui/store.ts";

const phaseNames = { connecting: "connecting", open: "live", waiting: "away" } as const;

export function LessonHead({ lesson }: { readonly lesson: Lesson }) {
  const { phase } = useStore(usePage().channel.state);
  return (
    <header className="lesson-head">
      <Link className="brand" href="/" aria-label="ws101, all lessons">
        ws101
      </Link>
      <h1>
        <span className="lesson-count">{lesson.number}</span> {lesson.title}
      </h1>
      <span className="minutes">{lesson.minutes} min</span>
      <span className="spacer" />
      <span className="live" data-phase={phase}>
        <span className="dot" aria-hidden="true" />
        {phaseNames[phase]}
      </span>
      <PageMenu />
    </header>
  );
}
