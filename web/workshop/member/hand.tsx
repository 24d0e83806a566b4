// Raising a hand: a line of text for the instructors, and what has become of it.
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { Hand as RaisedHand } from "../../../server/protocol/workshop.ts";
import { usePage } from "../../shell/page-context.ts";
import { lessonOf } from "../../shell/route.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { handText } from "./member-text.ts";

interface HandProps {
  /** Null: not raised. */
  readonly hand: RaisedHand | null;
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
}

export function Hand({ hand, isOpen, setOpen }: HandProps) {
  const { workshop } = usePage();
  const lower = () => void workshop.send({ do: "lower-hand" });
  return (
    <div className="workshop-hand flow">
      <p role="status" className={hand === null ? "unseen" : "accent toned strong"}>
        {hand === null ? "" : handText(hand)}
      </p>
      <button type="button" className="small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {hand === null ? "Raise hand" : "Change"}
        <kbd>H</kbd>
      </button>
      {hand === null ? null : (
        <button type="button" className="small" onClick={lower}>
          Lower
        </button>
      )}
      {isOpen ? <HandDialog hand={hand} close={() => setOpen(false)} /> : null}
    </div>
  );
}

const maxChars = 200;

function HandDialog({ hand, close }: { readonly hand: RaisedHand | null; readonly close: () => void }) {
  const { workshop } = usePage();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(hand?.text ?? "");
  const [problem, setProblem] = useState("");
  // Opening the dialog focuses its first focusable element, which is this field in some browsers only.
  useEffect(() => field.current?.focus(), []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return setProblem("Write a few words, so that your instructor knows what to look at.");
    const failed = await workshop.send({ do: "raise-hand", text, lesson: lessonOf(window.location.pathname) });
    if (failed === null) close();
    else setProblem(failed);
  };
  const lower = () => {
    close();
    void workshop.send({ do: "lower-hand" });
  };
  const actions =
    hand === null ? null : (
      <button type="button" className="small" onClick={lower}>
        Lower hand
      </button>
    );
  return (
    <Dialog title={hand === null ? "Raise your hand" : "Your hand is raised"} close={close} actions={actions}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <label htmlFor={id} className="strong">
          What do you need help with?
        </label>
        <input
          ref={field}
          id={id}
          className="large"
          value={text}
          maxLength={maxChars}
          autoComplete="off"
          aria-invalid={problem !== ""}
          aria-describedby={`${id}-about`}
          onChange={({ target }) => setText(target.value)}
        />
        <p id={`${id}-about`}>Your instructors see your name, this line and the lesson you are in. Others do not.</p>
        <p role="status" className="bad toned">
          {problem}
        </p>
        <div className="actions start">
          <button type="submit" className="primary">
            {hand === null ? "Raise hand" : "Change"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
