// One client of the page: connect, write, see what came, close with a code.
import { useState } from "react";
import type { LessonSession } from "../session/lesson-session.ts";
import type { Client, Phase } from "../state/bench.ts";
import { Composer } from "./composer.tsx";
import { MessageLog } from "./message-log.tsx";

interface ClientCardProps {
  readonly client: Client;
  readonly session: LessonSession;
}

const phaseNames: Record<Phase, string> = {
  closed: "not connected",
  connecting: "connecting…",
  open: "open",
  closing: "closing…",
};

export function ClientCard({ client, session }: ClientCardProps) {
  const { name, phase } = client;
  const [protocols, setProtocols] = useState("");
  const isOut = phase === "closed";
  return (
    <article className="client" aria-label={`Client ${name}`} data-client={name} data-phase={phase}>
      <div className="client-head">
        <h3>{name}</h3>
        <span className="client-state">
          <span className="dot" aria-hidden="true" />
          {phaseNames[phase]}
          {client.protocol ? ` · ${client.protocol}` : ""}
        </span>
        <span className="spacer" />
        <button
          type="button"
          className={isOut ? "small primary" : "small"}
          aria-disabled={phase === "closing"}
          onClick={() => (isOut ? session.clients.connect(name, protocols) : session.clients.close(name, null, ""))}
        >
          {isOut ? "Connect" : "Disconnect"}
        </button>
      </div>
      <MessageLog client={client} clear={() => session.bench.dispatch({ type: "clear", client: name })} />
      <Composer name={name} send={(kind, text) => session.clients.send(name, kind, text)} />
      <More client={client} session={session} protocols={protocols} setProtocols={setProtocols} />
    </article>
  );
}

interface MoreProps extends ClientCardProps {
  readonly protocols: string;
  readonly setProtocols: (protocols: string) => void;
}

function More({ client, session, protocols, setProtocols }: MoreProps) {
  const { name, phase } = client;
  const isFixed = session.lesson.clients.includes(name);
  return (
    <details className="client-more">
      <summary>Subprotocol, close code</summary>
      <label>
        Subprotocols to offer
        <input
          value={protocols}
          placeholder="chat.v2, chat.v1"
          onChange={(event) => setProtocols(event.target.value)}
        />
      </label>
      <CloseForm name={name} isOpen={phase === "open"} session={session} />
      {isFixed ? null : (
        <button type="button" className="small" onClick={() => session.clients.remove(name)}>
          Remove client {name}
        </button>
      )}
    </details>
  );
}

interface CloseFormProps {
  readonly name: string;
  readonly isOpen: boolean;
  readonly session: LessonSession;
}

function CloseForm({ name, isOpen, session }: CloseFormProps) {
  const [code, setCode] = useState("1000");
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <form
      className="close-form"
      onSubmit={(event) => {
        event.preventDefault();
        setProblem(session.clients.close(name, code.trim() === "" ? null : Number(code), reason));
      }}
    >
      <label>
        Code
        <input value={code} inputMode="numeric" size={5} onChange={(event) => setCode(event.target.value)} />
      </label>
      <label className="wide">
        Reason
        <input value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <button type="submit" className="small" disabled={!isOpen}>
        Close
      </button>
      {problem ? <p role="alert">{problem}</p> : null}
    </form>
  );
}
