// The instructor's page: signing in, then the list of workshops or the dashboard of one. Loaded on its first visit, so that
// learners' pages do not contain it.
import { type ReactNode, useEffect } from "react";
import { whyNot } from "../../net/api.ts";
import { useAnswer } from "../../net/use-answer.ts";
import { usePage } from "../../shell/page-context.ts";
import { PageMenu } from "../../shell/page-menu.tsx";
import { Link } from "../../ui/link.tsx";
import { DashboardPage } from "../dashboard/dashboard-page.tsx";
import { ResultsPage } from "../results/results-page.tsx";
import { getInstructor, signOut } from "./instructor-calls.ts";
import { Loading, NotLoaded } from "./loading.tsx";
import { SignIn } from "./sign-in.tsx";
import { WorkshopList } from "./workshop-list.tsx";
import "../workshop.css";

interface InstructorPageProps {
  /** Null: the list of workshops. */
  readonly workshop: string | null;
  readonly view: "dashboard" | "results";
  /** Of the dashboard's learners, the one at whose work the instructor looks. */
  readonly member?: string;
}

export default function InstructorPage({ workshop, view, member }: InstructorPageProps) {
  const { loaded, retry, refetch } = useAnswer(getInstructor);
  const { channel, notices } = usePage();
  useEffect(() => {
    document.title = "Workshops · ws101";
  }, []);
  // The live channel has the identity of the cookie with which it was opened.
  const changed = () => {
    channel.reconnect();
    refetch();
  };
  const leave = async () => {
    const answer = await signOut();
    if (answer.ok) changed();
    else notices.dispatch({ type: "show", text: whyNot(answer) });
  };
  if (loaded.phase === "failed") return <NotLoaded message={loaded.message} retry={retry} />;
  if (loaded.phase === "loading") return <Loading />;
  const { name } = loaded.value;
  if (name === null)
    return (
      <InstructorFrame>
        <SignIn signedIn={changed} />
      </InstructorFrame>
    );
  if (workshop !== null && view === "dashboard")
    return (
      <DashboardPage
        key={workshop}
        id={workshop}
        name={name}
        member={member ?? null}
        signOut={() => void leave()}
        signedOut={refetch}
      />
    );
  return (
    <InstructorFrame name={name} signOut={() => void leave()}>
      {workshop === null ? <WorkshopList signedOut={refetch} /> : <ResultsPage id={workshop} signedOut={refetch} />}
    </InstructorFrame>
  );
}

interface InstructorFrameProps {
  readonly name?: string;
  readonly signOut?: () => void;
  readonly children: ReactNode;
}

function InstructorFrame({ name, signOut: leave, children }: InstructorFrameProps) {
  return (
    <div className="course">
      <header className="course-bar flow">
        <Link className="brand" href="/lessons" aria-label="ws101, all lessons">
          ws101
        </Link>
        <span className="spacer" />
        {name === undefined ? null : (
          <span className="muted small">
            <bdi>{name}</bdi>{" "}
            <button type="button" className="quiet" onClick={leave}>
              Sign out
            </button>
          </span>
        )}
        <PageMenu />
      </header>
      <main>{children}</main>
    </div>
  );
}
