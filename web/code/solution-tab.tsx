// The solution compared with the learner's code, and the guard before everything that shows it.
import { type ReactNode, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { Dialog } from "../ui/dialog.tsx";
import { usePart, useStore } from "../ui/store.ts";
import { DiffView } from "./diff-view.tsx";

interface SpoilerGuardProps {
  readonly session: LessonSession;
  readonly what: "solution" | "walkthrough";
  readonly children: ReactNode;
}

/** The solution and the walkthrough, which explains it, open after a pass or on request. One request opens both. */
export function SpoilerGuard({ session, what, children }: SpoilerGuardProps) {
  const isDone = usePart(session.run, (run) => run.isDone);
  const isShown = usePart(session.codeView, (view) => view.isSolutionShown);
  if (isDone || isShown) return children;
  return (
    <div className="not-yet stack">
      <h3>
        {what === "solution" ? "The solution" : "The walkthrough, which explains the solution,"} opens when your checks
        pass
      </h3>
      <p>
        You’ll remember what you work out yourself, and each failed check comes with a hint. You can look anyway; your
        own code stays as it is.
      </p>
      <button type="button" onClick={() => session.codeView.dispatch({ type: "show-solution" })}>
        Show it anyway
      </button>
    </div>
  );
}

export function SolutionTab({ session }: { readonly session: LessonSession }) {
  const draft = useStore(session.draft);
  const { solution } = session.lesson.listings[draft.style];
  return (
    <>
      <div className="tab-bar flow small muted strip line-below">
        <p>One possible solution. Yours is fine if the checks pass.</p>
        {draft.text === solution ? null : <InsertButton session={session} solution={solution} />}
      </div>
      <DiffView before={draft.text} after={solution} names={["your code", "the solution"]} line={null} />
    </>
  );
}

function InsertButton({ session, solution }: { readonly session: LessonSession; readonly solution: string }) {
  const [isOpen, setOpen] = useState(false);
  const insert = () => {
    setOpen(false);
    void session.insert(solution, "The solution");
  };
  return (
    <>
      <button type="button" className="small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Copy to my editor
      </button>
      {isOpen ? (
        <Dialog title="Replace your code with the solution?" close={() => setOpen(false)}>
          <p>Your code stays in the history as a version. Undo restores it.</p>
          <div className="actions">
            <button type="button" className="primary" onClick={insert}>
              Replace my code
            </button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
