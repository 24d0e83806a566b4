// Signing in as an instructor: the server's token, and the name that learners see.
import { type FormEvent, useId, useState } from "react";
import { whyNot } from "../../net/api.ts";
import { signIn } from "./instructor-calls.ts";

export function SignIn({ signedIn }: { readonly signedIn: () => void }) {
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
      <div className="course-head">
        <h1>Teach with ws101</h1>
        <p>
          Open a workshop, share its code, and see where everyone is. Learners join with a name and need no account.
        </p>
      </div>
      <form className="sign-in card stack" onSubmit={(event) => void submit(event)}>
        <label htmlFor={`${id}-token`}>Instructor token</label>
        <input
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
        <label htmlFor={`${id}-name`}>Your name</label>
        <input
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
