// Names the message in the field and keeps it.
import { type KeyboardEvent, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { makeId } from "../ui/made-id.ts";
import type { Written } from "./composer-state.ts";
import { keepProblem, mostNameCharacters, suggestedName } from "./saved-messages.ts";

interface KeepFormProps {
  readonly written: Written;
  readonly session: LessonSession;
  readonly done: () => void;
}

/** No form of its own: it stands inside the composer's. */
export function KeepForm({ written, session, done }: KeepFormProps) {
  const [name, setName] = useState(() => suggestedName(written));
  const [problem, setProblem] = useState<string | null>(null);
  const keep = () => {
    const wrong = keepProblem(session.saved.get(), name);
    setProblem(wrong);
    if (wrong !== null) return;
    session.saved.dispatch({ type: "keep", message: { id: makeId(), name, ...written } });
    done();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    if (event.key === "Enter") keep();
    else done();
  };
  return (
    <div className="keep-form">
      <label>
        Keep as
        <input
          // biome-ignore lint/a11y/noAutofocus: the learner has just asked for this field
          autoFocus
          value={name}
          maxLength={mostNameCharacters}
          onChange={({ target }) => setName(target.value)}
          onKeyDown={onKey}
        />
      </label>
      <button type="button" className="small" onClick={keep}>
        Keep
      </button>
      {problem ? <p role="alert">{problem}</p> : null}
    </div>
  );
}
