// Lesson list with search; the query is kept in the address.
import { useRef, useState } from "react";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { type LessonState, type Need, needsOf } from "../../server/protocol/progress.ts";
import { readQuery, writeQuery } from "../shell/route.ts";
import { useSingleKey } from "../shell/use-single-key.ts";
import { Link } from "../ui/link.tsx";
import { useIsLessonOpen } from "../workshop/member/member-hooks.ts";
import { NotOpen } from "../workshop/member/not-open.tsx";
import { foundText, searchLessons } from "./search.ts";

interface LessonListProps {
  readonly lessons: readonly LessonSummary[];
  readonly states: Readonly<Record<string, LessonState>>;
}

const noState: LessonState = { kind: "new", text: "", passed: 0, of: 0 };

export function LessonList({ lessons, states }: LessonListProps) {
  const [query, setQuery] = useState(() => readQuery("q") ?? "");
  const field = useRef<HTMLInputElement>(null);
  useSingleKey("find-lesson", () => field.current?.focus());
  const found = searchLessons(lessons, query);
  const change = (text: string) => {
    setQuery(text);
    writeQuery("q", text);
  };
  return (
    <section aria-label="Lessons">
      <div className="course-tools row">
        <search className="find">
          <input
            ref={field}
            type="search"
            placeholder="Search lessons"
            aria-label="Search lessons"
            autoComplete="off"
            maxLength={80}
            value={query}
            onChange={({ target }) => change(target.value)}
          />
          <span className="slash muted" aria-hidden="true">
            <kbd>/</kbd>
          </span>
        </search>
        <p role="status" className="found muted small">
          {foundText(found.length, query)}
        </p>
      </div>
      {found.length === 0 ? <NothingFound query={query} clear={() => change("")} /> : null}
      <ol className="lessons card lines" hidden={found.length === 0}>
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
    <div className="empty nothing stack">
      <p>
        No lessons match “<bdi>{query.trim()}</bdi>”. Try a single word, such as <i>ping</i> or <i>binary</i>.
      </p>
      <button type="button" className="small" onClick={clear}>
        Show all lessons
      </button>
    </div>
  );
}

interface LessonRowProps {
  readonly lesson: LessonSummary;
  readonly state: LessonState;
  readonly needs: readonly Need[];
}

function LessonRow({ lesson, state, needs }: LessonRowProps) {
  const isOpen = useIsLessonOpen(lesson.slug);
  return (
    <li className="lesson-row padded" data-state={state.kind} data-open={isOpen}>
      <span className="lesson-number round small" aria-hidden="true">
        {state.kind === "done" ? "✓" : lesson.number}
      </span>
      <div>
        <h2>
          <Link href={`/lessons/${lesson.slug}`}>{lesson.title}</Link>
        </h2>
        <p className="muted breakable">{lesson.summary}</p>
        {isOpen ? null : <NotOpen />}
        <ul className="concepts flow" aria-label="Concepts">
          {lesson.concepts.map((concept) => (
            <li key={concept} className="badge breakable">
              {concept}
            </li>
          ))}
        </ul>
      </div>
      <div className="lesson-facts muted small breakable">
        {state.text ? <span className="toned strong">{state.text}</span> : null}
        {state.kind === "begun" ? (
          <progress className="bar" max={Math.max(1, state.of)} value={state.passed} aria-label="Checks passed" />
        ) : null}
        <span>
          {lesson.minutes} min · {lesson.difficulty}
        </span>
        {needs.length > 0 ? <Needs needs={needs} /> : null}
      </div>
    </li>
  );
}

function Needs({ needs }: { readonly needs: readonly Need[] }) {
  return (
    <span className="needs">
      Requires{" "}
      {needs.map(({ slug, title, isMet }, index) => (
        <span key={slug} data-met={isMet}>
          {index > 0 ? ", " : ""}
          {title}
          {isMet ? <span className="good toned"> ✓</span> : null}
          <span className="unseen">{isMet ? " (passed)" : " (not passed yet)"}</span>
        </span>
      ))}
    </span>
  );
}
