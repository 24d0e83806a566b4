// Saved messages: the form that saves one, the row of buttons that send them, and the dialog that lists them.
import { type KeyboardEvent, useState } from "react";
import type { LessonSession } from "../../lesson/lesson-session.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Refusal, TextField } from "../../ui/form.tsx";
import { makeId } from "../../ui/made-id.ts";
import { printable } from "../../ui/printable.ts";
import { useStore } from "../../ui/store.ts";
import type { CardProps } from "../client-props.ts";
import type { Message } from "./composer-state.ts";
import { maxNameCharacters, maxSaved, type SavedMessage, saveProblem, suggestedName } from "./saved-messages.ts";

interface SessionProps {
  readonly session: LessonSession;
}

interface SaveMessageProps extends SessionProps {
  readonly message: Message;
  readonly done: () => void;
}

/** Not a form element, because it is inside the composer's form. */
export function SaveMessage({ message, session, done }: SaveMessageProps) {
  const [name, setName] = useState(() => suggestedName(message));
  const [problem, setProblem] = useState<string | null>(null);
  const save = () => {
    const found = saveProblem(session.saved.get(), name);
    setProblem(found);
    if (found !== null) return;
    session.saved.dispatch({ type: "save", message: { id: makeId(), name, ...message } });
    done();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    if (event.key === "Enter") save();
    else done();
  };
  return (
    <div className="form-row flow own-line">
      <TextField
        className="wide nowrap"
        label="Save as"
        value={name}
        change={setName}
        maxLength={maxNameCharacters}
        onKeyDown={onKey}
        // The learner has just opened this field.
        autoFocus
      />
      <Button label="Save" onClick={save} />
      <Refusal text={problem} />
    </div>
  );
}

export function SavedRow({ client, session }: CardProps) {
  const { messages } = useStore(session.saved);
  const [problem, setProblem] = useState<string | null>(null);
  if (messages.length === 0) return null;
  const send = ({ kind, text, encoding }: SavedMessage) => {
    setProblem(session.clients.send(client.name, kind, text, { encoding, anyway: true }));
  };
  return (
    <>
      <ul className="saved-row row rigid scroll" aria-label={`Saved messages to send from ${client.name}`}>
        {messages.map((message) => (
          <li key={message.id}>
            <button
              type="button"
              className="chip tiny clip pill sunk"
              title={message.text.slice(0, 200)}
              onClick={() => send(message)}
            >
              <span className="unseen">Send </span>
              {printable(message.name)}
            </button>
          </li>
        ))}
      </ul>
      <Refusal text={problem} />
    </>
  );
}

export function SavedDialog({ session }: SessionProps) {
  const { messages } = useStore(session.saved);
  const [isOpen, setOpen] = useState(false);
  if (messages.length === 0 && !isOpen) return null;
  return (
    <>
      <button type="button" className="quiet" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Saved<span className="wide-only"> messages</span>
      </button>
      {isOpen ? (
        <Dialog title="Saved messages" close={() => setOpen(false)}>
          <p>
            Saved in this browser for this lesson: {messages.length} of at most {maxSaved}.
          </p>
          <SavedList session={session} />
        </Dialog>
      ) : null}
    </>
  );
}

function SavedList({ session }: SessionProps) {
  const { messages, deleted } = useStore(session.saved);
  return (
    <>
      <ul className="saved-list stack">
        {messages.map(({ id, name, kind, text }) => (
          <li key={id} className="small">
            <span className="breakable">{printable(name)}</span>
            <span className="kind muted tiny">{kind}</span>
            <code className="clip muted">{printable(text.slice(0, 200))}</code>
            <Button
              label="Delete"
              aria-label={`Delete ${name}`}
              onClick={() => session.saved.dispatch({ type: "delete", id })}
            />
          </li>
        ))}
      </ul>
      {messages.length === 0 ? (
        <p className="empty">No saved messages. Write a message and select the bookmark next to it.</p>
      ) : null}
      <p role="status">
        {deleted === null ? null : (
          <>
            Deleted “{printable(deleted.message.name)}”.{" "}
            <Button label="Undo" onClick={() => session.saved.dispatch({ type: "undo" })} />
          </>
        )}
      </p>
    </>
  );
}
