// The code pane: the handler's editor and, behind tabs, what else a lesson or a draft has: a client page, the walkthrough,
// the same handler in Rust, the solution, and the history.
import { type ReactNode, useId, useMemo, useRef, useState } from "react";
import { type Style, styleNames, styles } from "../../server/protocol/lesson.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { useOpenDraft } from "../play/open-draft.ts";
import { useIsOffline } from "../shell/live-bar.tsx";
import { usePage } from "../shell/page-context.ts";
import { writeQuery } from "../shell/route.ts";
import type { Settings } from "../shell/settings.ts";
import { TourPane } from "../tour/tour-pane.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { versionName } from "../ui/format.ts";
import { printable } from "../ui/printable.ts";
import { usePart, useStore } from "../ui/store.ts";
import { Switch } from "../ui/switch.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { useReadOnlyReason } from "../workshop/member/member-hooks.ts";
import { CodeNotices } from "./code-notices.tsx";
import type { CodeTab } from "./code-view.ts";
import { DiffView } from "./diff-view.tsx";
import type { Draft } from "./draft.ts";
import { faultKind, isStopped, loadLine } from "./draft-text.ts";
import { CodeLines, HandlerEditor, useIsPlain } from "./editor.tsx";
import { HistoryTab } from "./history-tab.tsx";

const tabNames: Record<CodeTab, string> = {
  handler: "Handler",
  page: "client.html",
  walkthrough: "Walkthrough",
  axum: "Axum",
  solution: "Solution",
  history: "History",
};
const styleOptions = styles.map((style) => [style, styleNames[style]] as const);
const styleTitles: Record<Style, string> = {
  loop: "Your function owns the connection from start to end",
  events: "Node's ws calls your listeners",
};

interface CodePaneProps {
  readonly session: LessonSession;
  readonly tabs: readonly CodeTab[];
  /** The content of the tab `page`. */
  readonly page: ReactNode;
  readonly runChecks: () => void;
}

export function CodePane({ session, tabs: keys, page, runChecks }: CodePaneProps) {
  const draft = useStore(session.draft);
  const { tab, file } = useStore(session.codeView);
  const foot = useRef<HTMLDivElement>(null);
  const hasPage = keys.includes("page");
  const tabs = useMemo(
    () => keys.map((key) => ({ key, label: hasPage && key === "handler" ? "handler.ts" : tabNames[key] })),
    [keys, hasPage],
  );
  const wasPageShown = useRef(false);
  wasPageShown.current ||= tab === "page";
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
        <Switch
          label="Style of the handler"
          options={styleOptions}
          titles={styleTitles}
          value={draft.style}
          choose={(style) => void session.changeStyle(style)}
        />
      </div>
      <CodeNotices session={session} />
      {/* Editors stay mounted behind the other tabs: unmounting one would lose its undo history. */}
      <div {...panelProps("handler")} hidden={tab !== "handler"}>
        <HandlerEditor
          key={draft.style}
          session={session}
          runChecks={runChecks}
          leave={() => foot.current?.querySelector<HTMLElement>("button")?.focus()}
        />
      </div>
      {wasPageShown.current ? (
        <div {...panelProps("page")} hidden={tab !== "page"}>
          {page}
        </div>
      ) : null}
      {tab === "handler" || tab === "page" ? null : (
        <div {...panelProps(tab)}>
          <OtherTab tab={tab} session={session} />
        </div>
      )}
      {/* The client page has a foot of its own. */}
      <div
        ref={foot}
        className="code-foot small line-above sunk"
        hidden={tab === "page" || (tab === "history" && file === "page")}
      >
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

interface OtherTabProps {
  readonly tab: Exclude<CodeTab, "handler" | "page">;
  readonly session: LessonSession;
}

function OtherTab({ tab, session }: OtherTabProps) {
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

function AxumTab({ session }: { readonly session: LessonSession }) {
  const { listings, highlighted } = useStore(session.content);
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
    <Button label={`line ${line}`} className="place" onClick={() => reveal(line, column)} />
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

function LoadStatus({ session }: { readonly session: LessonSession }) {
  const draft = useStore(session.draft);
  const room = usePart(session.room, ({ state }) => state);
  const isOffline = useIsOffline();
  const isPlain = useIsPlain();
  const isReadOnly = useReadOnlyReason(session) !== null;
  const isOwn = session.look === null;
  const line = loadLine(draft, room, isOffline);
  const loadLabel = draft.otherStyle ? "Load this one" : isStopped(draft, room) ? "Restart" : null;
  return (
    <div className="load-status flow strip">
      <span
        className="load-line toned muted"
        data-tone={line.tone}
        data-version={draft.version}
        data-serving={draft.serving}
      >
        <span className="dot" aria-hidden="true" />
        {line.text}
      </span>
      {isOwn && loadLabel !== null && !isOffline ? (
        <Button label={loadLabel} onClick={() => void session.autosave.reload()} />
      ) : null}
      {isOwn ? <SwapMenu /> : null}
      <span className="spacer" />
      {isReadOnly ? <span className="badge">{isOwn ? "Read-only for now" : "Read-only"}</span> : null}
      {isPlain ? null : (
        <span className="muted tiny">
          <kbd>Ctrl+M</kbd> to leave
        </span>
      )}
    </div>
  );
}

const swaps: Record<Settings["swap"], { readonly name: string; readonly short: string; readonly text: string }> = {
  keep: {
    name: "Keep sockets open",
    short: "keep sockets",
    text: "The old handler’s recv ends. The new handler gets the same sockets and whatever they send next.",
  },
  restart: {
    name: "Restart",
    short: "restart",
    text: "Sockets are closed with 1012, as in a deployment. Clients must reconnect.",
  },
};

function SwapMenu() {
  const { settings } = usePage();
  const { swap } = useStore(settings);
  const id = useId();
  return (
    <div className="swap">
      <button type="button" className="quiet" popoverTarget={id}>
        on load: {swaps[swap].short} <span aria-hidden="true">▾</span>
      </button>
      <div id={id} popover="auto" className="menu raised small">
        <fieldset>
          <legend>When new code loads</legend>
          {(["keep", "restart"] as const).map((each) => (
            <label key={each} className="swap-choice">
              <input
                type="radio"
                name={id}
                checked={each === swap}
                onChange={() => settings.dispatch({ swap: each })}
              />
              <span>
                <strong>{swaps[each].name}</strong>
                <span className="swap-text muted">{swaps[each].text}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </div>
    </div>
  );
}

interface SpoilerGuardProps {
  readonly session: LessonSession;
  readonly what: "solution" | "walkthrough";
  readonly children: ReactNode;
}

/** The solution and the walkthrough, which explains it, open after a pass or on request. One request opens both. */
function SpoilerGuard({ session, what, children }: SpoilerGuardProps) {
  const isDone = usePart(session.run, (run) => run.isDone);
  const isShown = usePart(session.codeView, (view) => view.isSolutionShown);
  if (isDone || isShown || session.look !== null) return children;
  return (
    <div className="not-yet stack">
      <h3 className="lead">
        {what === "solution" ? "The solution" : "The walkthrough, which explains the solution,"} opens when your checks
        pass
      </h3>
      <p className="muted">
        You’ll remember what you work out yourself, and each failed check comes with a hint. You can look anyway; your
        own code stays as it is.
      </p>
      <button type="button" onClick={() => session.codeView.dispatch({ type: "show-solution" })}>
        Show it anyway
      </button>
    </div>
  );
}

function SolutionTab({ session }: { readonly session: LessonSession }) {
  const draft = useStore(session.draft);
  const { solution } = useStore(session.content).listings[draft.style];
  return (
    <>
      <div className="tab-bar flow small muted strip line-below">
        <p>One possible solution. {session.look === null ? "Yours" : "Another"} is fine if the checks pass.</p>
        {session.look === null ? <PlayButton session={session} /> : null}
        {draft.text === solution ? null : <InsertButton session={session} solution={solution} />}
      </div>
      <DiffView
        before={draft.text}
        after={solution}
        names={[session.look === null ? "your code" : "their code", "the solution"]}
        line={null}
      />
    </>
  );
}

function PlayButton({ session }: { readonly session: LessonSession }) {
  const style = usePart(session.draft, (draft) => draft.style);
  const openDraft = useOpenDraft();
  const { slug } = session.lesson;
  return <Button label="Open in the playground" onClick={() => void openDraft({ from: { lesson: slug, style } })} />;
}

function InsertButton({ session, solution }: { readonly session: LessonSession; readonly solution: string }) {
  const isReadOnly = useReadOnlyReason(session) !== null;
  const [isOpen, setOpen] = useState(false);
  const insert = () => {
    setOpen(false);
    void session.insert(solution, "The solution");
  };
  return (
    <>
      <Button
        label="Copy to my editor"
        aria-haspopup="dialog"
        aria-disabled={isReadOnly}
        onClick={() => setOpen(true)}
      />
      {isOpen ? (
        <Dialog title="Replace your code with the solution?" close={() => setOpen(false)}>
          <p>Your code stays in the history as a version. Undo restores it.</p>
          <div className="actions">
            <Button label="Replace my code" className="primary" onClick={insert} />
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
