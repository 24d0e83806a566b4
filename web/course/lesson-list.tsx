// The lessons in order, and the field that finds some of them as one types; what was typed stays in the address.
import { useEffect, useRef, useState } from "react";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { type LessonState, needsOf } from "../../server/protocol/progress.ts";
import { isKey, isTyping } from "../shell/keys.ts";
import { usePage } from "../shell/page-context.ts";
import { readQuery, writeQuery } from "../shell/route.ts";
import { LessonRow } from "./lesson-row.tsx";
import { foundText, searchLessons } from "./search.ts";

interface LessonListProps {
  readonly lessons: readonly LessonSummary[];
  readonly states: Readonly<Record<string, LessonState>>;
}

const noState: LessonState = { kind: "new", text: "", passed: 0, of: 0 };

export function LessonList({ lessons, states }: LessonListProps) {
  const [query, setQuery] = useState(() => readQuery("q") ?? "");
  const field = useRef<HTMLInputElement>(null);
  useSearchKey(field);
  const found = searchLessons(lessons, query);
  const change = (text: string) => {
    setQuery(text);
    writeQuery("q", text);
  };
  return (
    <section aria-label="Lessons">
      <div className="course-tools">
        <search className="find">
          <input
            ref={field}
            type="search"
            placeholder="Search the lessons"
            aria-label="Search the lessons"
            autoComplete="off"
            maxLength={80}
            value={query}
            onChange={({ target }) => change(target.value)}
          />
          <span className="slash" aria-hidden="true">
            <kbd>/</kbd>
          </span>
        </search>
        <p role="status" className="found">
          {foundText(found.length, query)}
        </p>
      </div>
      {found.length === 0 ? <NothingFound query={query} clear={() => change("")} /> : null}
      <ol className="lessons" hidden={found.length === 0}>
        {found.map((lesson) => (
          <LessonRow
            key={lesson.slug}
            lesson={lesson}
            state={states[lesson.slug] ?? noState}
            needs={needsOf(lesson, lessons, states)}
          />
        ))}
      </ol>
    </section>
  );
}

function NothingFound({ query, clear }: { readonly query: string; readonly clear: () => void }) {
  return (
    <div className="empty nothing-found">
      <p>
        No lesson speaks of “<bdi>{query.trim()}</bdi>”. Try one word, such as <i>ping</i> or <i>binary</i>.
      </p>
      <button type="button" className="small" onClick={clear}>
        Show all lessons
      </button>
    </div>
  );
}

/** Anywhere on the course page: the list is all there is on it. */
function useSearchKey(field: { readonly current: HTMLInputElement | null }): void {
  const { settings, overlay } = usePage();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!settings.get().singleKeys || overlay.get() !== null || isTyping(event.target)) return;
      if (event.defaultPrevented || !isKey(event, "find-lesson")) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [field, settings, overlay]);
}
