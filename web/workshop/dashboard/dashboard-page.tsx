// The dashboard of a workshop: fetches the roster and the course's outlines, then follows the roster on the live channel.

import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import type {
  CommandResult,
  LessonOutline,
  RosterSnapshot,
  WorkshopCommand,
} from "../../../server/protocol/workshop.ts";
import { type Answer, whyNot } from "../../net/api.ts";
import { useAnswer } from "../../net/use-answer.ts";
import { usePage } from "../../shell/page-context.ts";
import { Failure } from "../../ui/failure.tsx";
import { Link } from "../../ui/link.tsx";
import { LoadingPage } from "../../ui/loading.tsx";
import { usePart } from "../../ui/store.ts";
import { getOutlines, getRoster, sendCommand } from "../instructor/instructor-calls.ts";
import { useSignedOut } from "../instructor/use-signed-out.ts";
import { LookPage } from "../look/look-page.tsx";
import { RosterSession } from "../roster/roster-session.ts";
import { useProjection } from "./address-state.ts";
import { type Dashboard, DashboardContext, useDashboard } from "./dashboard-context.ts";
import { DashboardView } from "./dashboard-view.tsx";

interface DashboardPageProps {
  readonly id: string;
  readonly name: string;
  /** The learner at whose work the instructor looks, in place of the dashboard. */
  readonly member: string | null;
  readonly signOut: () => void;
  /** The session has ended: the page asks for the token again. */
  readonly signedOut: () => void;
}

interface Fetched {
  readonly snapshot: RosterSnapshot;
  readonly lessons: readonly LessonOutline[];
}

async function fetchWorkshop(id: string): Promise<Answer<Fetched>> {
  const [roster, outlines] = await Promise.all([getRoster(id), getOutlines(id)]);
  if (!roster.ok) return roster;
  if (!outlines.ok) return outlines;
  return { ok: true, value: { snapshot: roster.value, lessons: outlines.value.lessons } };
}

export function DashboardPage(props: DashboardPageProps) {
  const { id, signedOut } = props;
  const { loaded, retry } = useAnswer(useCallback(() => fetchWorkshop(id), [id]));
  const isSignedOut = useSignedOut(loaded, signedOut);
  if (loaded.phase === "here") return <Loaded {...props} {...loaded.value} />;
  if (loaded.phase === "loading" || isSignedOut) return <LoadingPage>Loading the workshop…</LoadingPage>;
  const { title, text, again } =
    loaded.status === 404
      ? { title: "Workshop not found", text: "It may have been deleted, or the address is incomplete.", again: null }
      : { title: "Couldn't load the workshop", text: loaded.message, again: retry };
  return (
    <Failure title={title} text={text} retry={again}>
      <AllWorkshops />
    </Failure>
  );
}

function AllWorkshops() {
  return (
    <Link className="button" href="/instructor">
      All workshops
    </Link>
  );
}

function Loaded({ id, name, member: looked, signOut, signedOut, snapshot, lessons }: DashboardPageProps & Fetched) {
  const session = useRosterSession(id, snapshot);
  const run = useRun(id, signedOut);
  const [isProjected, toggleProjected] = useProjection();
  const [member, setMember] = useState<string | null>(null);
  if (session === null) return null;
  const { store: roster } = session;
  const dashboard = { id, name, roster, lessons, isProjected, run, openMember: setMember, signOut };
  return (
    <Provide dashboard={dashboard}>
      <UnlessDeleted>
        {looked === null ? (
          <DashboardView toggleProjected={toggleProjected} member={member} closeMember={() => setMember(null)} />
        ) : (
          <LookPage member={looked} />
        )}
      </UnlessDeleted>
    </Provide>
  );
}

function UnlessDeleted({ children }: { readonly children: ReactNode }) {
  const { roster } = useDashboard();
  const isDeleted = usePart(roster, (each) => each.isDeleted);
  if (!isDeleted) return children;
  return (
    <Failure
      title="This workshop was deleted"
      text="Its results and its history are gone. What learners have written remains theirs."
    >
      <AllWorkshops />
    </Failure>
  );
}

/** The same object while nothing in it changes: tiles compare it. */
function Provide({ dashboard, children }: { readonly dashboard: Dashboard; readonly children: ReactNode }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: its parts are the dependencies
  const value = useMemo(() => dashboard, Object.values(dashboard));
  return <DashboardContext value={value}>{children}</DashboardContext>;
}

function useRosterSession(workshop: string, snapshot: RosterSnapshot): RosterSession | null {
  const { channel } = usePage();
  const [session, setSession] = useState<RosterSession | null>(null);
  useEffect(() => {
    const opened = new RosterSession({
      channel,
      workshop,
      snapshot,
      onFrame: (publish) => requestAnimationFrame(publish),
    });
    setSession(opened);
    return () => opened.dispose();
  }, [channel, workshop, snapshot]);
  return session;
}

function useRun(id: string, signedOut: () => void): Dashboard["run"] {
  const { notices } = usePage();
  return useCallback(
    async (command: WorkshopCommand): Promise<CommandResult | null> => {
      const answer = await sendCommand(id, command);
      if (answer.ok) return answer.value;
      if (answer.kind === "refused" && answer.problem.status === 401) signedOut();
      notices.dispatch({ type: "show", text: whyNot(answer) });
      return null;
    },
    [id, notices, signedOut],
  );
}
