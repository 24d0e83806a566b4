// What a client can do besides sending: ping, close with a code, cut, stop reading, send in fragments.
import { type FormEvent, useState } from "react";
import { controlPayloadBytes } from "../../server/protocol/rfc6455.ts";
import type { CardProps } from "./client-card.tsx";
import { codeMeaning } from "./close-text.ts";
import { mostFragments } from "./composer-state.ts";

export function ClientActions({ client, session }: CardProps) {
  const { name, phase, isPaused, composer, place } = client;
  const [problem, setProblem] = useState<string | null>(null);
  // What only the server's clients can do is asked about on the card itself.
  const act = (deed: () => string | null) => {
    const answer = deed();
    setProblem(place === "server" ? answer : null);
  };
  return (
    <fieldset className="deeds">
      <legend>Now</legend>
      <PingForm name={name} ping={(text) => act(() => session.clients.ping(name, text))} />
      <CloseForm
        name={name}
        isOpen={phase === "open"}
        close={(code, reason) => session.clients.close(name, code, reason)}
      />
      <div className="deed-row">
        <label>
          Send messages in
          <input
            type="number"
            min={1}
            max={mostFragments}
            value={composer.fragments}
            onChange={({ target }) => {
              const action = { type: "fragments", fragments: Number(target.value) } as const;
              session.bench.dispatch({ type: "compose", client: name, action });
            }}
          />
          {composer.fragments === 1 ? "frame" : "frames"}
        </label>
        <span className="spacer" />
        <button
          type="button"
          className="small"
          aria-pressed={isPaused}
          disabled={phase !== "open"}
          onClick={() => act(() => session.clients.pause(name, !isPaused))}
        >
          {isPaused ? "Read again" : "Stop reading"}
        </button>
        <button
          type="button"
          className="small danger"
          disabled={phase !== "open"}
          onClick={() => act(() => session.clients.cut(name))}
        >
          Cut
        </button>
      </div>
      {problem ? (
        <p className="refusal" role="alert">
          {problem}
        </p>
      ) : null}
    </fieldset>
  );
}

function PingForm({ name, ping }: { readonly name: string; readonly ping: (text: string) => void }) {
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ping(text);
  };
  return (
    <form className="deed-row" onSubmit={submit}>
      <label className="wide">
        Ping with
        <input
          value={text}
          placeholder="nothing"
          maxLength={controlPayloadBytes}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <button type="submit" className="small" aria-label={`Ping from ${name}`}>
        Ping
      </button>
    </form>
  );
}

interface CloseFormProps {
  readonly name: string;
  readonly isOpen: boolean;
  readonly close: (code: number | null, reason: string) => string | null;
}

const usualCodes = [1000, 1001, 1008, 1011, 3000, 4000, 4001];

function CloseForm({ name, isOpen, close }: CloseFormProps) {
  const [code, setCode] = useState("1000");
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const number = code.trim() === "" ? null : Number(code);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setProblem(number !== null && !Number.isInteger(number) ? "A code is a whole number." : close(number, reason));
  };
  return (
    <form className="deed-row" onSubmit={submit}>
      <label>
        Code
        <input
          value={code}
          inputMode="numeric"
          size={5}
          list={`codes-${name}`}
          onChange={({ target }) => setCode(target.value)}
        />
      </label>
      <datalist id={`codes-${name}`}>
        {usualCodes.map((each) => (
          <option key={each} value={each}>
            {codeMeaning(each)}
          </option>
        ))}
      </datalist>
      <label className="wide">
        Reason
        <input value={reason} onChange={({ target }) => setReason(target.value)} />
      </label>
      <button type="submit" className="small" disabled={!isOpen}>
        Close
      </button>
      <p className="hint-line">{number === null ? "no code: an empty close frame" : codeMeaning(number)}</p>
      {problem ? (
        <p className="refusal" role="alert">
          {problem}
        </p>
      ) : null}
    </form>
  );
}
