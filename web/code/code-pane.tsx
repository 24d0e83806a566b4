// The code pane: the handler's editor, the walkthrough, the same handler in Rust, the solution, and the history.
import { useMemo, useRef } from "react";
import { type Style, styles } from "../../server/protocol/lesson.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { writeQuery } from "../shell/route.ts";
import { TourPane } from "../tour/tour-pane.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { versionName } from "../ui/format.ts";
import { printable } from "../ui/printable.ts";
import { useStore } from "../ui/store.ts";
import { Tabs } from "../ui/tabs.tsx";
import { CodeNotices } from "./code-notices.tsx";
import { type CodeTab, codeTabs } from "./code-view.ts";
import type { Draft } from "./draft.ts";
import { faultKind } from "./draft-text.ts";
import { CodeLines, HandlerEditor } from "./editor.tsx";
import { HistoryTab } from "./history-tab.tsx";
import { LoadStatus } from "./load-status.tsx";
import { SolutionTab, SpoilerGuard } from "./solution-tab.tsx";

const tabNames: Record<CodeTab, string> = {
  handler: "Handler",
  walkthrough: "Walkthrough",
  axum: "Axum",
  solution: "Solution",
  history: "History",
};
const styleNames: Record<Style, string> = { loop: "Loop", events: "Events" };
const styleTitles: Record<Style, string> = {
  loop: "Your function owns the connection from start to end",
  events: "Node's ws calls your listeners",
};

interface CodePaneProps {
  readonly session: LessonSession;
  readonly runChecks: () => void;
}

export function CodePane({ session, runChecks }: CodePaneProps) {
  const draft = useStore(session.draft);
  const { tab } = useStore(session.codeView);
  const foot = useRef<HTMLDivElement>(null);
  const tabs = useMemo(() => codeTabs.map((key) => ({ key, label: tabNames[key] })), []);
  const choose = (chosen: CodeTab) => {
    session.showCode(chosen);
    writeQuery("view", chosen === "walkthrough" ? chosen : "");
  };
  return (
    <>
      <div className="pane-head flow line-below">
        <h2 className="unseen">Code</h2>
        <Tabs label="Code" id="code" tabs={tabs} current={tab} choose={choose} />
        <span className="spacer" />
        <StyleSwitch style={draft.style} choose={(style) => void session.changeStyle(style)} />
      </div>
      <CodeNotices session={session} />
      {/* The editor stays mounted behind the other tabs: unmounting it would lose its undo history. */}
      <div {...panelProps("handler")} hidden={tab !== "handler"}>
        <HandlerEditor
          key={draft.style}
          session={session}
          runChecks={runChecks}
          leave={() => foot.current?.querySelector<HTMLElement>("button")?.focus()}
        />
      </div>
      {tab === "handler" ? null : (
        <div {...panelProps(tab)}>
          <OtherTab tab={tab} session={session} />
        </div>
      )}
      <div ref={foot} className="code-foot small line-above sunk">
        <LoadStatus session={session} />
        {tab === "handler" ? (
          <ProblemList draft={draft} reveal={(line, column) => session.editor?.reveal(line, column)} />
        ) : null}
      </div>
    </>
  );
}

const panelProps = (tab: CodeTab) => ({
  id: `code-${tab}`,
  role: "tabpanel",
  "aria-labelledby": `code-tab-${tab}`,
  className: "tab-body code-body column fill",
});

function OtherTab({ tab, session }: { readonly tab: Exclude<CodeTab, "handler">; readonly session: LessonSession }) {
  switch (tab) {
    case "walkthrough":
      return (
        <SpoilerGuard session={session} what="walkthrough">
          <TourPane session={session} />
        </SpoilerGuard>
      );
    case "axum":
      return <AxumTab session={session} />;
    case "solution":
      return (
        <SpoilerGuard session={session} what="solution">
          <SolutionTab session={session} />
        </SpoilerGuard>
      );
    case "history":
      return <HistoryTab session={session} />;
    default:
      return tab satisfies never;
  }
}

interface StyleSwitchProps {
  readonly style: Style;
  readonly choose: (style: Style) => void;
}

function StyleSwitch({ style, choose }: StyleSwitchProps) {
  return (
    <fieldset className="switch well">
      <legend className="unseen">Style of the handler</legend>
      {styles.map((each) => (
        <button
          key={each}
          type="button"
          title={styleTitles[each]}
          aria-pressed={each === style}
          onClick={() => each !== style && choose(each)}
        >
          {styleNames[each]}
        </button>
      ))}
    </fieldset>
  );
}

function AxumTab({ session }: { readonly session: LessonSession }) {
  const { listings, highlighted } = session.lesson;
  return (
    <>
      <div className="tab-bar flow small muted strip line-below">
        <p>The same handler in Rust, with Axum. For reading only; it does not run here.</p>
        <CopyButton text={listings.axum} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard */}
      <section className="code-listing fill" aria-label="The handler in Rust, read-only" tabIndex={0}>
        <CodeLines text={listings.axum} highlighted={highlighted.axum} />
      </section>
    </>
  );
}

interface ProblemListProps {
  readonly draft: Draft;
  readonly reveal: (line: number, column: number) => void;
}

/** Problems and faults in words, each with a link to its line; announced politely when they change. */
function ProblemList({ draft, reveal }: ProblemListProps) {
  const { problems, fault, faultLine } = draft;
  const lineLink = (line: number, column: number) => (
    <button type="button" className="place" onClick={() => reveal(line, column)}>
      line {line}
    </button>
  );
  return (
    <div className="problems scroll line-above" role="status" hidden={problems.length === 0 && !fault}>
      <ul aria-label="Problems">
        {problems.map(({ line, column, message, severity }) => (
          <li key={`${line}:${column}:${message}`} data-severity={severity}>
            {lineLink(line, column)}
            <span>{printable(message)}</span>
          </li>
        ))}
        {fault ? (
          <li data-severity="error">
            {faultLine === null ? null : lineLink(faultLine, fault.column ?? 1)}
            <span>
              {printable(fault.message)}{" "}
              <span className="muted tiny">
                {versionName(fault.version)} · {faultKind(fault)}
              </span>
            </span>
          </li>
        ) : null}
      </ul>
    </div>
  );
}
