// The solution of the same style as a difference from the learner's own code: after a pass, or when they ask for it.
import { useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useStore } from "../ui/store.ts";
import { DiffView } from "./diff-view.tsx";

export function SolutionTab({ session }: { readonly session: LessonSession }) {
  const draft = useStore(session.draft);
  const { isDone } = useStore(session.run);
  const { isSolutionShown } = useStore(session.codeView);
  const solution = session.lesson.listings[draft.style].solution;
  if (!isDone && !isSolutionShown) return <NotYet show={() => session.codeView.dispatch({ type: "show-solution" })} />;
  return (
    <>
      <div className="tab-bar">
        <p>One way to solve it. Yours may differ and be as good: the checks decide, not this text.</p>
        {draft.text === solution ? null : <PutIn session={session} solution={solution} />}
      </div>
      <DiffView before={draft.text} after={solution} names={["your code", "the solution"]} />
    </>
  );
}

function NotYet({ show }: { readonly show: () => void }) {
  return (
    <div className="not-yet">
      <h3>The solution opens when your checks pass</h3>
      <p>
        What you find out by failing a check stays with you, and each failure comes with a hint. You can look all the
        same; your own code stays as it is.
      </p>
      <button type="button" onClick={show}>
        Show it anyway
      </button>
    </div>
  );
}

function PutIn({ session, solution }: { readonly session: LessonSession; readonly solution: string }) {
  const [isAsking, setAsking] = useState(false);
  const putIn = () => {
    setAsking(false);
    void session.putIn(solution, "The solution");
  };
  return (
    <>
      <button type="button" className="small" aria-haspopup="dialog" onClick={() => setAsking(true)}>
        Put this into my editor
      </button>
      {isAsking ? (
        <Dialog title="Put the solution into your editor?" close={() => setAsking(false)}>
          <p>It takes the place of your code, which stays in the history as a version. Undo brings it back.</p>
          <div className="actions">
            <button type="button" className="primary" onClick={putIn}>
              Put it in
            </button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
