// The lesson's panes: three columns where there is room for them, tabs kept in the address where there is not.
import { useEffect, useState } from "react";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { BenchPane } from "../bench/bench-pane.tsx";
import { checksBadge } from "../checks/badge.ts";
import { ChecksPane } from "../checks/checks-pane.tsx";
import { CodePane } from "../code/code-pane.tsx";
import type { LessonSession } from "../session/lesson-session.ts";
import { readQuery, writeQuery } from "../shell/route.ts";
import { Tabs } from "../shell/tabs.tsx";
import { useMedia } from "../shell/use-media.ts";
import { useStore } from "../state/use-store.ts";
import { LessonHead } from "./lesson-head.tsx";
import { LessonText } from "./lesson-text.tsx";

const panes = ["lesson", "code", "bench", "checks"] as const;
export type Pane = (typeof panes)[number];
const paneNames: Record<Pane, string> = { lesson: "Lesson", code: "Code", bench: "Clients", checks: "Checks" };

interface WorkbenchProps {
  readonly session: LessonSession;
  readonly next: LessonSummary | null;
}

export function Workbench({ session, next }: WorkbenchProps) {
  const isNarrow = useMedia("(max-width: 999px)");
  const [pane, setPane] = useState(readPane);
  const run = useStore(session.run);
  const choose = (chosen: Pane) => {
    setPane(chosen);
    writeQuery("pane", chosen);
  };
  const runChecks = () => {
    if (isNarrow) choose("checks");
    void session.runChecks();
  };
  useChecksKey(runChecks);
  const props = (name: Pane) => paneProps(name, isNarrow, pane);
  const tabs = panes.map((key) => ({ key, label: paneNames[key], ...(key === "checks" && checksBadge(run)) }));
  return (
    <div className="workbench" data-narrow={isNarrow}>
      <LessonHead lesson={session.lesson} />
      <main>
        {isNarrow ? <Tabs label="Panes" id="pane" tabs={tabs} current={pane} choose={choose} /> : null}
        <div className="panes">
          <section {...props("lesson")}>
            <LessonText session={session} show={isNarrow ? choose : null} />
          </section>
          <section {...props("checks")}>
            <ChecksPane session={session} next={next} runChecks={runChecks} />
          </section>
          <section {...props("code")}>
            <CodePane session={session} runChecks={runChecks} />
          </section>
          <section {...props("bench")}>
            <BenchPane session={session} />
          </section>
        </div>
      </main>
    </div>
  );
}

function readPane(): Pane {
  const wanted = readQuery("pane");
  return panes.find((pane) => pane === wanted) ?? "lesson";
}

function paneProps(name: Pane, isNarrow: boolean, shown: Pane) {
  const base = { id: `pane-${name}`, className: `pane pane-${name}` };
  if (!isNarrow) return { ...base, "aria-label": paneNames[name] };
  return { ...base, role: "tabpanel", "aria-labelledby": `pane-tab-${name}`, hidden: name !== shown };
}

/** Ctrl or Cmd with Enter, from anywhere on the page; the editor has its own binding for the same. */
function useChecksKey(runChecks: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      event.preventDefault();
      runChecks();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}
