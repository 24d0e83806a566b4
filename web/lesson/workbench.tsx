// The lesson's panes: three columns where there is room for them, tabs kept in the address where there is not.
import { useEffect, useState } from "react";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { checksBadge } from "../checks/badge.ts";
import { ChecksPane } from "../checks/checks-pane.tsx";
import { ClientsPanel } from "../clients/clients-panel.tsx";
import { CodePane } from "../code/code-pane.tsx";
import { isKey } from "../shell/keys.ts";
import { readQuery, writeQuery } from "../shell/route.ts";
import { useStore } from "../ui/store.ts";
import { Tabs } from "../ui/tabs.tsx";
import { useMedia } from "../ui/use-media.ts";
import { LessonHead } from "./lesson-head.tsx";
import { LessonPane } from "./lesson-pane.tsx";
import type { LessonSession } from "./lesson-session.ts";
import { narrowQuery, type Pane, paneFrom, paneNames, panes } from "./panes.ts";
import { RoomPane } from "./room-pane.tsx";
import { Split } from "./split.tsx";
import { goToPane, usePaneKeys } from "./use-pane-keys.ts";
import { useSessionCommands } from "./use-session-commands.ts";

interface WorkbenchProps {
  readonly session: LessonSession;
  readonly next: LessonSummary | null;
}

export function Workbench({ session, next }: WorkbenchProps) {
  const isNarrow = useMedia(narrowQuery);
  const [pane, setPane] = useState(() => paneFrom(readQuery("pane")));
  const choose = (chosen: Pane) => {
    setPane(chosen);
    writeQuery("pane", chosen);
  };
  /** Where all are seen there is nothing to bring to the front, and the address stays as it is. */
  const show = isNarrow ? choose : () => {};
  const runChecks = () => {
    show("checks");
    void session.runChecks();
  };
  useEffect(() => {
    session.front = isNarrow ? choose : null;
  });
  useChecksKey(runChecks);
  usePaneKeys(show);
  useSessionCommands({ session, next, runChecks, goToPane: (name) => goToPane(name, show) });
  const props = (name: Pane) => paneProps(name, isNarrow, pane);
  return (
    <div className="workbench" data-narrow={isNarrow}>
      <LessonHead lesson={session.lesson} />
      <main className="panes">
        {isNarrow ? <PaneTabs session={session} pane={pane} choose={choose} /> : null}
        <Split name="columns" orientation="horizontal" least={220}>
          <Split name="reading" orientation="vertical" least={96}>
            <section {...props("lesson")}>
              <LessonPane session={session} show={show} />
            </section>
            <section {...props("checks")}>
              <ChecksPane session={session} next={next} runChecks={runChecks} />
            </section>
          </Split>
          <section {...props("code")}>
            <CodePane session={session} runChecks={runChecks} />
          </section>
          <Split name="talking" orientation="vertical" least={96}>
            <section {...props("clients")}>
              <ClientsPanel session={session} />
            </section>
            <section {...props("wire")}>
              <RoomPane session={session} />
            </section>
          </Split>
        </Split>
      </main>
    </div>
  );
}

interface PaneTabsProps {
  readonly session: LessonSession;
  readonly pane: Pane;
  readonly choose: (pane: Pane) => void;
}

function PaneTabs({ session, pane, choose }: PaneTabsProps) {
  const run = useStore(session.run);
  const tabs = panes.map((key) => ({ key, label: paneNames[key], ...(key === "checks" && checksBadge(run)) }));
  return <Tabs label="Panes" id="pane" tabs={tabs} current={pane} choose={choose} />;
}

/** The tree stays the same wide and narrow, so that turning a tablet costs no editor its history; CSS hides the rest. */
function paneProps(name: Pane, isNarrow: boolean, shown: Pane) {
  const base = { id: `pane-${name}`, className: `pane pane-${name}`, tabIndex: -1, "data-shown": name === shown };
  if (!isNarrow) return { ...base, "aria-label": paneNames[name] };
  return { ...base, role: "tabpanel", "aria-labelledby": `pane-tab-${name}` };
}

/** From anywhere on the page; the editor has its own binding for the same. */
function useChecksKey(runChecks: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isKey(event, "checks")) return;
      event.preventDefault();
      runChecks();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}
