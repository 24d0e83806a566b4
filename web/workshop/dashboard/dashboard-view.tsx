// The screen of the dashboard: head, notices, lessons, and one view of the learners.

import { type ReactNode, useRef, useState } from "react";
import { failingGroups } from "../../../server/workshop/roster.ts";
import { useSingleKey } from "../../shell/use-single-key.ts";
import { Link } from "../../ui/link.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { VisitView } from "../classroom/visit-view.tsx";
import { helpQueue } from "../roster/learner-rows.ts";
import { useArrangement, useView, type View } from "./address-state.ts";
import { CommandButton } from "./command-button.tsx";
import { useClassPlace, useDashboard, useLearners, useWorkshop } from "./dashboard-context.ts";
import { DashboardHead } from "./dashboard-head.tsx";
import { GroupsView } from "./groups-view.tsx";
import { HeatMap } from "./heat-map.tsx";
import { HelpQueue } from "./help-queue.tsx";
import { JoinDialog, JoinPanel } from "./join-dialog.tsx";
import { LearnerTools } from "./learner-tools.tsx";
import { LessonStrip } from "./lesson-strip.tsx";
import { MemberDialog } from "./member-dialog.tsx";
import { NotesPanel } from "./notes-panel.tsx";
import { Tiles } from "./tiles.tsx";
import { TimeLeft } from "./timer-control.tsx";

interface DashboardViewProps {
  readonly toggleProjected: () => void;
  /** The learner whose dialog is open. */
  readonly member: string | null;
  readonly closeMember: () => void;
}

export function DashboardView({ toggleProjected, member, closeMember }: DashboardViewProps) {
  const { isProjected } = useDashboard();
  const { title } = useWorkshop();
  const [place, move] = useClassPlace();
  const [isJoinOpen, setJoinOpen] = useState(false);
  const [hasNotes, setNotes] = useState(true);
  useSingleKey("projector", toggleProjected);
  useSingleKey("join-code", () => setJoinOpen(true));
  useTitle(`${title} · ws101`);
  return (
    <div className="dashboard column" data-projected={isProjected}>
      <DashboardHead place={place} move={move} openJoin={() => setJoinOpen(true)} toggleProjected={toggleProjected} />
      <DashboardNotices />
      <LessonStrip place={place} />
      <div className="dashboard-body column fill">
        <Learners />
        {isProjected || place === null ? null : (
          <NotesPanel place={place} isOpen={hasNotes} toggle={() => setNotes(!hasNotes)} />
        )}
      </div>
      {isJoinOpen ? <JoinDialog close={() => setJoinOpen(false)} /> : null}
      {member === null || isProjected ? null : <MemberDialog key={member} id={member} close={closeMember} />}
    </div>
  );
}

function Learners() {
  const rows = useLearners();
  const state = useWorkshop();
  const [view, setView] = useView();
  const { arrangement, change } = useArrangement();
  const search = useRef<HTMLInputElement>(null);
  useSingleKey("find-learner", () => search.current?.focus());
  const waiting = helpQueue(rows).length;
  const groups = failingGroups(state).length;
  const tabs = [
    { key: "tiles", label: "Tiles" },
    { key: "heat", label: "Heat map" },
    { key: "groups", label: "Groups", ...(groups > 0 && { badge: String(groups) }) },
    { key: "help", label: "Help", ...(waiting > 0 && { badge: String(waiting) }) },
    { key: "visit", label: "Visit" },
  ] as const;
  if (rows.length === 0)
    return (
      <main className="dashboard-main fill">
        <JoinPanel />
      </main>
    );
  const hasTools = view === "tiles" || view === "heat";
  return (
    <main className="dashboard-main column fill">
      <div className="dashboard-tools rigid flow line-below surface">
        <Tabs label="Views" id="dashboard" tabs={tabs} current={view} choose={setView} />
        <span className="spacer" />
        {hasTools ? <LearnerTools search={search} arrangement={arrangement} change={change} /> : null}
      </div>
      <div
        id={`dashboard-${view}`}
        role="tabpanel"
        aria-labelledby={`dashboard-tab-${view}`}
        className="column fill"
        tabIndex={-1}
      >
        <ViewOf view={view} arrangement={arrangement} clear={() => change({ filter: "all", lesson: "", search: "" })} />
      </div>
    </main>
  );
}

type ViewOfProps = Parameters<typeof Tiles>[0] & { readonly view: View };

function ViewOf({ view, ...rest }: ViewOfProps) {
  switch (view) {
    case "tiles":
      return <Tiles {...rest} />;
    case "heat":
      return <HeatMap {...rest} />;
    case "groups":
      return <GroupsView />;
    case "help":
      return <HelpQueue />;
    case "visit":
      return <VisitView />;
    default:
      return view satisfies never;
  }
}

/** What is in effect for everyone now: the end, a freeze, an announcement, and on a projector the timer. */
function DashboardNotices() {
  const { endedAtMs, frozen, frozenBy, joinClosed, announcement, timer } = useWorkshop();
  const { id, isProjected } = useDashboard();
  return (
    <section className="dashboard-notices" aria-label="For everyone" tabIndex={-1}>
      {endedAtMs === null ? null : (
        <Notice title="This workshop has ended." text="Its results stay here until its data is deleted.">
          <Link href={`/instructor/${id}/results`}>Results and code</Link>
        </Notice>
      )}
      {frozen ? (
        <Notice
          tone="warn"
          title={`Frozen${frozenBy === "" ? "" : ` by ${frozenBy}`}.`}
          text="Editors are read-only, and checks do not run."
          button={<CommandButton command={{ do: "freeze", frozen: false }}>Unfreeze</CommandButton>}
        />
      ) : null}
      {joinClosed && endedAtMs === null ? (
        <Notice
          title="Joining is closed."
          text="No one new gets in; those who have joined can return."
          button={<CommandButton command={{ do: "close-join", closed: false }}>Open joining</CommandButton>}
        />
      ) : null}
      {announcement === null || endedAtMs !== null ? null : (
        <Notice
          title={
            <>
              <bdi>{announcement.by}</bdi>:
            </>
          }
          text={announcement.text}
          button={<CommandButton command={{ do: "announce", text: null }}>Withdraw</CommandButton>}
        />
      )}
      {isProjected && timer !== null ? (
        <p className="banner title centered line-below">
          <TimeLeft {...timer} />
        </p>
      ) : null}
    </section>
  );
}

interface NoticeProps {
  readonly tone?: "warn";
  readonly title: ReactNode;
  readonly text: string;
  /** Not on a projector. */
  readonly button?: ReactNode;
  readonly children?: ReactNode;
}

function Notice({ tone, title, text, button, children }: NoticeProps) {
  const { isProjected } = useDashboard();
  return (
    <p className="banner flow small line-below" data-tone={tone}>
      <b>{title}</b> <span className="pre-wrap breakable">{text}</span> {isProjected ? null : button}
      {children}
    </p>
  );
}
