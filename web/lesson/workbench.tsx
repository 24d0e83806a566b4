// The panes of a lesson or a draft: columns, or tabs in a narrow window. One pane can be maximized.
import { type ReactNode, type Ref, useEffect, useMemo, useRef, useState } from "react";
import { Group, type GroupImperativeHandle, Panel, Separator } from "react-resizable-panels";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import {
  allPanes,
  defaultSplits,
  openPane,
  type Pane,
  paneNames,
  type ShownPanes,
  type SplitName,
  withPreview,
} from "../../server/protocol/panes.ts";
import { ChecksPane } from "../checks/checks-pane.tsx";
import { checksBadge } from "../checks/run-state.ts";
import { ClientsPanel } from "../clients/clients-panel.tsx";
import { CodePane } from "../code/code-pane.tsx";
import type { CodeTab } from "../code/code-view.ts";
import { ConsolePanel } from "../console/console-panel.tsx";
import { isKey } from "../shell/keys.ts";
import { usePage } from "../shell/page-context.ts";
import { readQuery, writeQuery } from "../shell/route.ts";
import { TimeBar } from "../time/time-bar.tsx";
import { Button } from "../ui/button.tsx";
import { shortCount } from "../ui/format.ts";
import { usePart, useStore } from "../ui/store.ts";
import { Tabs } from "../ui/tabs.tsx";
import { useMedia } from "../ui/use-media.ts";
import { useWirePart } from "../wire/use-wire.ts";
import { WirePanel } from "../wire/wire-panel.tsx";
import { useRunRefusal } from "../workshop/member/member-hooks.ts";
import { type CommandTargets, useSessionCommands } from "./lesson-commands.ts";
import type { LessonSession } from "./lesson-session.ts";
import { LessonMessage, LessonText, useLessonMessage } from "./lesson-text.tsx";
import { narrowQuery, paneAfter, readSplit, sharesOf, writeSplit } from "./panes.ts";
import { useOpenRun } from "./steps.ts";

/** In what the pages with a workbench differ. */
export interface WorkbenchParts {
  readonly head: ReactNode;
  /** By default, those that the lesson shows. */
  readonly panes?: ShownPanes;
  readonly tabs: readonly CodeTab[];
  /** What follows once the checks have passed. */
  readonly next?: LessonSummary | null;
  readonly takeHome?: () => void;
  /** The content of the code pane's tab `page`. */
  readonly page?: ReactNode;
  /** The content of the pane `preview`, which is only there with it. */
  readonly preview?: ReactNode;
}

interface WorkbenchProps {
  readonly session: LessonSession;
  readonly parts: WorkbenchParts;
}

export function Workbench({ session, parts }: WorkbenchProps) {
  const { head, tabs, next = null, takeHome = null, page = null, preview = null } = parts;
  const isNarrow = useMedia(narrowQuery);
  const isOwn = session.look === null;
  const ownPanes = useStore(session.content).panes;
  const hasPreview = preview !== null;
  const panes = parts.panes ?? ownPanes;
  const chosenPanes = useMemo(() => (hasPreview ? withPreview(panes) : panes), [panes, hasPreview]);
  const [pane, setPane] = useState(() => firstPane(chosenPanes));
  const [maximized, setMaximized] = useState<Pane | null>(null);
  const choose = (chosen: Pane) => {
    setPane(chosen);
    writeQuery("pane", chosen);
  };
  /** In the wide layout, only a maximized pane can hide another one. */
  const show = (wanted: Pane) => {
    if (!chosenPanes.shown.includes(wanted)) return;
    if (isNarrow) choose(wanted);
    else setMaximized((now) => (now === wanted ? now : null));
  };
  const { notices } = usePage();
  const refusal = useRunRefusal(session.lesson.slug);
  const hasChecks = chosenPanes.shown.includes("checks");
  const runChecks = () => {
    // Where there are none, their key does what else ends an edit.
    if (!hasChecks) return void session.autosave.flush();
    show("checks");
    if (!isOwn) return;
    if (refusal !== null) return notices.dispatch({ type: "show", text: refusal });
    void session.runChecks();
  };
  useEffect(() => {
    session.showPane = isNarrow || maximized !== null ? show : null;
  });
  useChecksKey(runChecks);
  usePaneKeys(show, chosenPanes);
  const maximize = (name: Pane) => setMaximized(maximized === name ? null : name);
  const targets = {
    session,
    tabs,
    panes: chosenPanes.shown,
    runChecks: hasChecks ? runChecks : null,
    goToPane: (name: Pane) => goToPane(name, show),
    maximize,
  };
  const place = (name: Pane, content: ReactNode) =>
    chosenPanes.shown.includes(name) ? (
      <section key={name} {...paneProps(name, isNarrow, pane)} data-maximized={!isNarrow && maximized === name}>
        {isNarrow ? null : <MaximizeButton name={name} isOn={maximized === name} toggle={() => maximize(name)} />}
        {content}
      </section>
    ) : null;
  const growingChecks = useGrowingChecks(session);
  const [said, say] = useLessonMessage();
  // In the narrow layout, a button shows the clients in place of the lesson: its result is below either.
  const message = <LessonMessage text={said} />;
  const reading = [
    place("lesson", <LessonText session={session} show={show} say={say} message={isNarrow ? null : message} />),
    place("checks", <ChecksPane session={session} next={next} runChecks={runChecks} takeHome={takeHome} />),
  ];
  const code = place("code", <CodePane session={session} tabs={tabs} page={page} runChecks={runChecks} />);
  const talking = [place("clients", <ClientsPanel session={session} />), place("wire", <RoomPane session={session} />)];
  const right = hasPreview ? (
    <Split key="showing" name="showing" orientation="vertical" minPx={72}>
      {[place("preview", preview), ...talking]}
    </Split>
  ) : isAnyShown(talking) ? (
    <Split key="talking" name="talking" orientation="vertical" minPx={96}>
      {talking}
    </Split>
  ) : null;
  return (
    <div className="workbench column fill" data-narrow={isNarrow}>
      {isOwn ? <SessionCommands {...targets} /> : null}
      {head}
      <main className="panes column fill">
        {isNarrow ? <PaneTabs shown={chosenPanes.shown} session={session} pane={pane} choose={choose} /> : null}
        {isAnyShown(reading) ? (
          <Split name="columns" orientation="horizontal" minPx={220}>
            <Split name="reading" orientation="vertical" minPx={96} groupRef={growingChecks}>
              {reading}
            </Split>
            {code}
            {right}
          </Split>
        ) : (
          <Split name="pair" orientation="horizontal" minPx={220}>
            {code}
            {right}
          </Split>
        )}
        {isNarrow ? message : null}
      </main>
    </div>
  );
}

function SessionCommands(targets: CommandTargets) {
  useSessionCommands(targets);
  return null;
}

const isAnyShown = (places: readonly ReactNode[]) => places.some((place) => place !== null);

/** A link to a step of the walkthrough opens the code pane, which has it as a tab. */
function firstPane(chosen: ShownPanes): Pane {
  const isWalkthrough = readQuery("view") === "walkthrough" && readQuery("pane") === null;
  return openPane(chosen, isWalkthrough ? "code" : readQuery("pane"));
}

const grownShare = 62;

/** Gives the checks more room than the text once a run is over. */
function useGrowingChecks(session: LessonSession) {
  const group = useRef<GroupImperativeHandle | null>(null);
  const isOver = usePart(session.run, ({ phase, isRecalled }) => phase === "finished" && !isRecalled);
  useEffect(() => {
    if (session.look !== null) return;
    const share = group.current?.getLayout().checks ?? grownShare;
    if (isOver && share < grownShare) group.current?.setLayout({ lesson: 100 - grownShare, checks: grownShare });
  }, [isOver, session]);
  return group;
}

interface MaximizeButtonProps {
  readonly name: Pane;
  readonly isOn: boolean;
  readonly toggle: () => void;
}

function MaximizeButton({ name, isOn, toggle }: MaximizeButtonProps) {
  const label = isOn ? "Restore the layout" : `Maximize ${paneNames[name].toLowerCase()}`;
  return (
    <Button
      label={<span aria-hidden="true">{isOn ? "⤡" : "⤢"}</span>}
      className="quiet maximize"
      aria-pressed={isOn}
      aria-label={label}
      title={label}
      onClick={toggle}
    />
  );
}

interface PaneTabsProps {
  readonly session: LessonSession;
  readonly shown: readonly Pane[];
  readonly pane: Pane;
  readonly choose: (pane: Pane) => void;
}

function PaneTabs({ session, shown, pane, choose }: PaneTabsProps) {
  const run = useOpenRun(session);
  const tabs = shown.map((key) => ({ key, label: paneNames[key], ...(key === "checks" && checksBadge(run)) }));
  return <Tabs label="Panes" id="pane" tabs={tabs} current={pane} choose={choose} />;
}

/** Both layouts have the same tree, so that rotating a tablet keeps the editor's history; CSS hides the other panes. */
function paneProps(name: Pane, isNarrow: boolean, shown: Pane) {
  const base = {
    id: `pane-${name}`,
    className: `pane card column pane-${name}`,
    tabIndex: -1,
    "data-shown": name === shown,
  };
  if (!isNarrow) return { ...base, "aria-label": paneNames[name] };
  return { ...base, role: "tabpanel", "aria-labelledby": `pane-tab-${name}` };
}

/** Outside the editor, which has its own binding for the same key. */
function useChecksKey(runChecks: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isKey(event, "checks") || (event.defaultPrevented && !isOnLine(event.target))) return;
      event.preventDefault();
      runChecks();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}

/** Lines between panes take Enter, with any modifier, and do nothing with it. */
function isOnLine(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="separator"]') !== null;
}

/** F6 and Shift+F6 move from pane to pane, out of the editor and the terminal too. */
function usePaneKeys(show: (pane: Pane) => void, chosen: ShownPanes): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = isKey(event, "next-pane") ? 1 : isKey(event, "previous-pane") ? -1 : null;
      if (step === null || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      event.stopPropagation();
      goToPane(paneAfter(focusedPane(), step, chosen), show);
    };
    // In the capture phase, before the editor, the terminal and the separators, which use F6 themselves.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  });
}

/** A hidden pane cannot take the focus: it is shown first. */
function goToPane(pane: Pane, show: (pane: Pane) => void): void {
  show(pane);
  requestAnimationFrame(() => document.getElementById(`pane-${pane}`)?.focus());
}

function focusedPane(): Pane | null {
  const id = document.activeElement?.closest(".pane")?.id.replace(/^pane-/, "");
  return allPanes.find((pane) => pane === id) ?? null;
}

type RoomTab = "wire" | "console";

function RoomPane({ session }: { readonly session: LessonSession }) {
  const [panel, setPanel] = useState<RoomTab>(session.lesson.panes.first === "console" ? "console" : "wire");
  const rows = useWirePart(session.wire, (wire) => shortCount(wire.rows));
  const printed = usePart(session.console, ({ entries }) => entries.at(-1)?.seq ?? 0);
  const entries = usePart(session.console, ({ entries }) => entries.length);
  const isUnread = useUnread(printed, panel === "console");
  const tabs = [
    { key: "wire" as const, label: "Wire", badge: rows },
    { key: "console" as const, label: "Console", badge: shortCount(entries), isUnread },
  ];
  return (
    <>
      <div className="pane-head flow line-below">
        <h2 className="unseen">Wire and console</h2>
        <Tabs label="What happens in the room" id="room" tabs={tabs} current={panel} choose={setPanel} />
      </div>
      {session.look === null ? (
        <div className="room-time line-below">
          <TimeBar session={session} />
        </div>
      ) : null}
      <div {...panelProps("wire", panel)}>{panel === "wire" ? <WirePanel session={session} /> : null}</div>
      <div {...panelProps("console", panel)}>
        <ConsolePanel session={session} />
      </div>
    </>
  );
}

const panelProps = (tab: RoomTab, current: RoomTab) => ({
  className: "tab-body column fill",
  role: "tabpanel",
  id: `room-${tab}`,
  "aria-labelledby": `room-tab-${tab}`,
  hidden: tab !== current,
});

/** Whether entries arrived while the tab was hidden. Entries from before the page opened count as read. */
function useUnread(latest: number, isSeen: boolean): boolean {
  const [read, setRead] = useState(latest);
  useEffect(() => {
    if (isSeen) setRead(latest);
  }, [isSeen, latest]);
  return !isSeen && latest > read;
}

interface SplitProps {
  readonly name: SplitName;
  readonly orientation: "horizontal" | "vertical";
  /** The minimum size of each pane, in pixels. */
  readonly minPx: number;
  readonly groupRef?: Ref<GroupImperativeHandle | null>;
  /** One for each panel of the split, in its order; null for a panel that is not shown. */
  readonly children: readonly ReactNode[];
}

/** A double click on a separator restores the default shares. */
export function Split({ name, orientation, minPx, groupRef, children }: SplitProps) {
  const isNarrow = useMedia(narrowQuery);
  const remembered = useMemo(() => readSplit(window.localStorage, name), [name]);
  const all = Object.keys(defaultSplits[name]);
  const panels = all.filter((_, index) => children[index] !== null);
  const defaults = sharesOf(defaultSplits[name], panels);
  const parts = panels.flatMap((id, index) => {
    const share = defaults[id];
    const child = children[all.indexOf(id)];
    const panel = (
      <Panel key={id} id={id} defaultSize={`${share}%`} minSize={minPx} className="panel" style={hideOverflow}>
        {child}
      </Panel>
    );
    const before = panels[index - 1];
    return before === undefined ? [panel] : [<Line key={`${id}-line`} before={before} after={id} />, panel];
  });
  return (
    <Group
      id={`split-${name}`}
      className="split"
      orientation={orientation}
      // What is pressed near a separator gets no focus, even where the separator is hidden.
      disabled={isNarrow}
      defaultLayout={{ ...sharesOf(remembered, panels) }}
      {...(groupRef && { groupRef })}
      onLayoutChanged={(shares, { isUserInteraction }) => {
        // The remembered shares are of all panels.
        if (isUserInteraction && panels.length === all.length) writeSplit(window.localStorage, name, shares);
      }}
    >
      {parts}
    </Group>
  );
}

const hideOverflow = { overflow: "hidden" } as const;

const panelNames: Record<string, string> = {
  reading: "lesson",
  writing: "code",
  talking: "clients and wire",
  lesson: "text",
  preview: "preview",
  checks: "checks",
  clients: "clients",
  wire: "wire",
};

function Line({ before, after }: { readonly before: string; readonly after: string }) {
  const label = `Between ${panelNames[before]} and ${panelNames[after]}`;
  return <Separator className="line" aria-label={label} title="Drag, or use the arrow keys; double-click to reset" />;
}
