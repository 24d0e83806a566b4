// All kept messages of the lesson: read, deleted, brought back.
import { useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { Dialog } from "../ui/dialog.tsx";
import { printable } from "../ui/printable.ts";
import { useStore } from "../ui/store.ts";
import { mostSaved, type SavedMessage } from "./saved-messages.ts";

interface SavedProps {
  readonly session: LessonSession;
}

export function SavedDialog({ session }: SavedProps) {
  const { messages } = useStore(session.saved);
  const [isOpen, setOpen] = useState(false);
  if (messages.length === 0 && !isOpen) return null;
  return (
    <>
      <button type="button" className="quiet" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Kept<span className="wide-only"> messages</span>
      </button>
      {isOpen ? (
        <Dialog title="Kept messages" close={() => setOpen(false)}>
          <p>
            They stay in this browser, for this lesson; {messages.length} of at most {mostSaved}.
          </p>
          <Messages session={session} />
        </Dialog>
      ) : null}
    </>
  );
}

function Messages({ session }: SavedProps) {
  const { messages, deleted } = useStore(session.saved);
  return (
    <>
      <ul className="saved-list">
        {messages.map((message) => (
          <Message key={message.id} message={message} session={session} />
        ))}
      </ul>
      {messages.length === 0 ? (
        <p className="empty">Nothing is kept. Write a message and press the bookmark beside it.</p>
      ) : null}
      <p role="status">
        {deleted === null ? null : (
          <>
            Deleted “{printable(deleted.message.name)}”.{" "}
            <button type="button" className="small" onClick={() => session.saved.dispatch({ type: "undo" })}>
              Undo
            </button>
          </>
        )}
      </p>
    </>
  );
}

function Message({ message, session }: SavedProps & { readonly message: SavedMessage }) {
  const { id, name, kind, text } = message;
  return (
    <li>
      <span className="saved-name">{printable(name)}</span>
      <span className="kind">{kind}</span>
      <code>{printable(text.slice(0, 200))}</code>
      <button
        type="button"
        className="small"
        aria-label={`Delete ${name}`}
        onClick={() => session.saved.dispatch({ type: "delete", id })}
      >
        Delete
      </button>
    </li>
  );
}
