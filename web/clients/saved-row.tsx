// The kept messages under a client's field: one click sends.
import { useState } from "react";
import { printable } from "../ui/printable.ts";
import { useStore } from "../ui/store.ts";
import type { CardProps } from "./client-card.tsx";
import type { SavedMessage } from "./saved-messages.ts";

export function SavedRow({ client, session }: CardProps) {
  const { messages } = useStore(session.saved);
  const [problem, setProblem] = useState<string | null>(null);
  if (messages.length === 0) return null;
  const send = ({ kind, text, encoding }: SavedMessage) => {
    setProblem(session.clients.send(client.name, kind, text, { encoding, anyway: true }));
  };
  return (
    <>
      <ul className="saved-row" aria-label={`Kept messages, to send from ${client.name}`}>
        {messages.map((message) => (
          <li key={message.id}>
            <button type="button" className="chip" title={message.text.slice(0, 200)} onClick={() => send(message)}>
              <span className="unseen">Send </span>
              {printable(message.name)}
            </button>
          </li>
        ))}
      </ul>
      {problem ? (
        <p className="refusal" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}
