// The instructor's page: signing in, then the list of workshops or the dashboard of one. Loaded on its first visit, so that
// learners' pages do not contain it.

import { type FormEvent, useId, useState } from "react";
import { whyNot } from "../../net/api.ts";
import { useAnswer } from "../../net/use-answer.ts";
import { usePage } from "../../shell/page-context.ts";
import { TextPage } from "../../shell/text-page.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Link } from "../../ui/link.tsx";
import { LoadingPage } from "../../ui/loading.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { DashboardPage } from "../dashboard/dashboard-page.tsx";
import { ResultsPage } from "../results/results-page.tsx";
import { getInstructor, signIn, signOut } from "./instructor-calls.ts";
import { WorkshopList } from "./workshop-list.tsx";
import "../workshop.css";

interface InstructorPageProps {
  /** Null: the list of workshops. */
  readonly workshop: string | null;
  readonly view: "dashboard" | "results";
  /** The learner at whose work the instructor looks. */
  readonly member?: string;
}

export default function InstructorPage({ workshop, view, member }: InstructorPageProps) {
  const { loaded, retry, refetch } = useAnswer(getInstructor);
  const { channel, notices } = usePage();
  useTitle("Workshops · ws101");
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
  const bar = (
    <span className="muted small">
      <bdi>{name}</bdi>{" "}
      <button type="button" className="quiet" onClick={() => void leave()}>
        Sign out
      </button>
    </span>
  );
  return (
    <TextPage bar={bar}>
      {workshop === null ? <WorkshopList signedOut={refetch} /> : <ResultsPage id={workshop} signedOut={refetch} />}
    </TextPage>
  );
}

/** With the server's token, and the name that learners see. */
function SignIn({ signedIn }: { readonly signedIn: () => void }) {
  const id = useId();
  const [typed, setTyped] = useState({ token: "", name: "" });
  const [status, setStatus] = useState<{ readonly isBusy: boolean; readonly problem: string }>({
    isBusy: false,
    problem: "",
  });
  const isComplete = typed.token.trim() !== "" && typed.name.trim() !== "";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete || status.isBusy) return;
    setStatus({ isBusy: true, problem: "" });
    const answer = await signIn({ token: typed.token.trim(), name: typed.name });
    setStatus({ isBusy: false, problem: answer.ok ? "" : whyNot(answer) });
    if (answer.ok) signedIn();
  };
  return (
    <>
      <div className="page-head">
        <h1>Teach with ws101</h1>
        <p className="lead muted">
          Open a workshop, share its code, and see where everyone is. Learners join with a name and need no account.
        </p>
      </div>
      <form className="sign-in card stack" onSubmit={(event) => void submit(event)}>
        <label className="strong" htmlFor={`${id}-token`}>
          Instructor token
        </label>
        <input
          className="large"
          id={`${id}-token`}
          type="password"
          autoComplete="current-password"
          maxLength={256}
          required
          aria-describedby={`${id}-about`}
          aria-invalid={status.problem !== ""}
          value={typed.token}
          onChange={({ target }) => setTyped({ ...typed, token: target.value })}
        />
        <p id={`${id}-about`} className="muted small">
          It is in <code>INSTRUCTOR_TOKEN</code>, or else the server prints it when it starts.
        </p>
        <label className="strong" htmlFor={`${id}-name`}>
          Your name
        </label>
        <input
          className="large"
          id={`${id}-name`}
          autoComplete="name"
          maxLength={40}
          required
          aria-describedby={`${id}-seen`}
          value={typed.name}
          onChange={({ target }) => setTyped({ ...typed, name: target.value })}
        />
        <p id={`${id}-seen`} className="muted small">
          Learners see it on announcements, and when you answer them.
        </p>
        <p role="alert" className="refusal">
          {status.problem}
        </p>
        <button type="submit" className="primary" aria-disabled={!isComplete || status.isBusy}>
          {status.isBusy ? "Signing in…" : "Sign in"}
        </button>
      </form>
    </>
  );
}
