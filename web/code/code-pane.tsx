// The middle pane: the learner's handler in an editor, the same in Rust, the solution as a difference, earlier versions.
import { useMemo, useRef } from "react";
import { type Style, styles } from "../../server/protocol/lesson.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { useStore } from "../ui/store.ts";
import { Tabs } from "../ui/tabs.tsx";
import { AxumTab } from "./axum-tab.tsx";
import { CodeNotices } from "./code-notices.tsx";
import { type CodeTab, codeTabs } from "./code-view.ts";
import { HandlerEditor } from "./handler-editor.tsx";
import { HistoryTab } from "./history-tab.tsx";
import { LoadStatus } from "./load-status.tsx";
import { ProblemList } from "./problem-list.tsx";
import { SolutionTab } from "./solution-tab.tsx";

const tabNames: Record<CodeTab, string> = {
  handler: "Handler",
  axum: "Axum",
  solution: "Solution",
  history: "History",
};
const styleNames: Record<Style, string> = { loop: "Loop", events: "Events" };
const styleTitles: Record<Style, string> = {
  loop: "You own the connection from top to bottom",
  events: "Node's ws: the library calls you",
};

interface CodePaneProps {
  readonly session: LessonSession;
  readonly runChecks: () => void;
}

export function CodePane({ session, runChecks }: CodePaneProps) {
  const draft = useStore(session.draft);
  const { tab } = useStore(session.codeView);
  const after = useRef<HTMLDivElement>(null);
  const tabs = useMemo(() => codeTabs.map((key) => ({ key, label: tabNames[key] })), []);
  const chooseStyle = async (style: Style) => session.tell(await session.changeStyle(style));
  return (
    <>
      <div className="pane-head">
        <h2 className="unseen">Code</h2>
        <Tabs label="Code" id="code" tabs={tabs} current={tab} choose={(key) => session.show(key)} />
        <span className="spacer" />
        <StyleSwitch style={draft.style} choose={(style) => void chooseStyle(style)} />
      </div>
      <CodeNotices session={session} />
      {/* It stays on the page behind the other tabs: an editor that is taken away forgets what can be undone. */}
      <div {...panelOf("handler")} className="tab-body code-body" hidden={tab !== "handler"}>
        <HandlerEditor
          key={draft.style}
          session={session}
          runChecks={runChecks}
          leave={() => after.current?.querySelector<HTMLElement>("button")?.focus()}
        />
      </div>
      {tab === "handler" ? null : (
        <div {...panelOf(tab)} className="tab-body code-body">
          <OtherTab tab={tab} session={session} />
        </div>
      )}
      <div ref={after} className="code-foot">
        <LoadStatus session={session} />
        {tab === "handler" ? (
          <ProblemList draft={draft} go={(line, column) => session.editor?.reveal(line, column)} />
        ) : null}
      </div>
    </>
  );
}

const panelOf = (tab: CodeTab) => ({ id: `code-${tab}`, role: "tabpanel", "aria-labelledby": `code-tab-${tab}` });

function OtherTab({ tab, session }: { readonly tab: Exclude<CodeTab, "handler">; readonly session: LessonSession }) {
  switch (tab) {
    case "axum":
      return <AxumTab session={session} />;
    case "solution":
      return <SolutionTab session={session} />;
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
    <fieldset className="switch">
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
