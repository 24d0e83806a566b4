// The instructor's page: signing in, then the list of workshops or the dashboard of one. Loaded on its first visit, so that
// learners' pages do not contain it.
import { useEffect } from "react";
import { whyNot } from "../../net/api.ts";
import { useAnswer } from "../../net/use-answer.ts";
import { usePage } from "../../shell/page-context.ts";
import { TextPage } from "../../shell/text-page.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Link } from "../../ui/link.tsx";
import { LoadingPage } from "../../ui/loading.tsx";
import { DashboardPage } from "../dashboard/dashboard-page.tsx";
import { ResultsPage } from "../results/results-page.tsx";
import { getInstructor, signOut } from "./instructor-calls.ts";
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
  if (loaded.phase === "failed")
    return (
      <Failure title="Couldn't load this page" text={loaded.message} retry={retry}>
        <Link className="button" href="/lessons">
          Back to lessons
        </Link>
      </Failure>
    );
  if (loaded.phase === "loading") return <LoadingPage>Loading…</LoadingPage>;
  const { name } = loaded.value;
  if (name === null)
    return (
      <TextPage>
        <SignIn signedIn={changed} />
      </TextPage>
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
    <TextPage bar={<SignedIn name={name} leave={() => void leave()} />}>
      {workshop === null ? <WorkshopList signedOut={refetch} /> : <ResultsPage id={workshop} signedOut={refetch} />}
    </TextPage>
  );
}

interface SignedInProps {
  readonly name: string;
  readonly leave: () => void;
}

function SignedIn({ name, leave }: SignedInProps) {
  return (
    <span className="muted small">
      <bdi>{name}</bdi>{" "}
      <button type="button" className="quiet" onClick={leave}>
        Sign out
      </button>
    </span>
  );
}
