// A client's further options: ping, close, cut, pause; where it runs and how it connects next; its name.
import { type FormEvent, useId, useState } from "react";
import { Button } from "../ui/button.tsx";
import { type ConnectChoices, type Place, places } from "./client.ts";
import type { CardProps } from "./client-props.ts";
import { mostFragments } from "./composer/composer-state.ts";
import { codeMeaning } from "./connection/close-text.ts";

export function ClientOptions(props: CardProps) {
  return (
    <>
      <Actions {...props} />
      <WhereItRuns {...props} />
      <NextConnection {...props} />
      <NameForm {...props} />
    </>
  );
}

function Problem({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <p className="refusal" role="alert">
      {text}
    </p>
  );
}

function Actions({ client, session }: CardProps) {
  const { name, phase, isPaused, composer, place } = client;
  const { clients } = session;
  const [problem, setProblem] = useState<string | null>(null);
  // For a client in this page, the card's offer says the same.
  const show = (result: string | null) => setProblem(place === "server" ? result : null);
  const isOpen = phase === "open";
  return (
    <fieldset className="stack">
      <legend>Now</legend>
      <PingForm name={name} ping={(text) => show(clients.ping(name, text))} />
      <CloseForm name={name} isOpen={isOpen} close={(code, reason) => clients.close(name, code, reason)} />
      <div className="form-row flow">
        <label>
          Send messages in
          <input
            type="number"
            min={1}
            max={mostFragments}
            value={composer.fragments}
            onChange={({ target }) => {
              const action = { type: "fragments", fragments: Number(target.value) } as const;
              session.clientList.dispatch({ type: "compose", client: name, action });
            }}
          />
          {composer.fragments === 1 ? "frame" : "frames"}
        </label>
        <span className="spacer" />
        <Button
          label={isPaused ? "Resume reading" : "Stop reading"}
          aria-pressed={isPaused}
          disabled={!isOpen}
          onClick={() => show(clients.pause(name, !isPaused))}
        />
        <Button label="Cut" className="small danger" disabled={!isOpen} onClick={() => show(clients.cut(name))} />
      </div>
      <Problem text={problem} />
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
    <form className="form-row flow" onSubmit={submit}>
      <label className="wide">
        Ping with
        <input value={text} placeholder="nothing" maxLength={125} onChange={({ target }) => setText(target.value)} />
      </label>
      <Button label="Ping" type="submit" aria-label={`Ping from ${name}`} />
    </form>
  );
}

interface CloseFormProps {
  readonly name: string;
  readonly isOpen: boolean;
  readonly close: (code: number | null, reason: string) => string | null;
}

const suggestedCodes = [1000, 1001, 1008, 1011, 3000, 4000, 4001];

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
    <form className="form-row flow" onSubmit={submit}>
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
        {suggestedCodes.map((each) => (
          <option key={each} value={each}>
            {codeMeaning(each)}
          </option>
        ))}
      </datalist>
      <label className="wide">
        Reason
        <input value={reason} onChange={({ target }) => setReason(target.value)} />
      </label>
      <Button label="Close" type="submit" disabled={!isOpen} />
      <p className="muted tiny own-line">{number === null ? "no code: an empty close frame" : codeMeaning(number)}</p>
      <Problem text={problem} />
    </form>
  );
}

const placeTexts: Record<Place, { readonly label: string; readonly detail: string }> = {
  browser: { label: "in this page", detail: "A WebSocket of your browser: it can do what any web page can." },
  server: {
    label: "on the server",
    detail:
      "The server connects for you. It can also ping, fragment, set headers, use any close code, cut, and stop reading.",
  },
};

function WhereItRuns({ client, session }: CardProps) {
  const { name, place } = client;
  const group = useId();
  return (
    <fieldset className="stack">
      <legend>{name} runs</legend>
      <div className="choices flow">
        {places.map((each) => (
          <label key={each} className="row">
            <input
              type="radio"
              name={group}
              checked={each === place}
              aria-describedby={`${group}-detail`}
              onChange={() => session.clients.runOn(name, each)}
            />
            {placeTexts[each].label}
          </label>
        ))}
      </div>
      <p className="muted tiny own-line" id={`${group}-detail`}>
        {placeTexts[place].detail}
      </p>
    </fieldset>
  );
}

function NextConnection({ client, session }: CardProps) {
  const { name, place, choices } = client;
  const choose = (change: Partial<ConnectChoices>) =>
    session.clientList.dispatch({ type: "choices", client: name, change });
  return (
    <fieldset className="stack">
      <legend>Next connection</legend>
      <label>
        Subprotocols to offer
        <input
          value={choices.protocols}
          placeholder="chat.v2, chat.v1"
          spellCheck={false}
          onChange={({ target }) => choose({ protocols: target.value })}
        />
      </label>
      <label>
        After the address
        <input
          value={choices.query}
          placeholder="?token=1"
          maxLength={1024}
          spellCheck={false}
          onChange={({ target }) => choose({ query: target.value })}
        />
      </label>
      {place === "server" ? (
        <label>
          Headers, one per line
          <textarea
            rows={2}
            value={choices.headers}
            placeholder="Authorization: Bearer abc"
            spellCheck={false}
            onChange={({ target }) => choose({ headers: target.value })}
          />
        </label>
      ) : (
        <p className="muted tiny own-line">Only a client on the server can set headers.</p>
      )}
      <label className="row">
        <input
          type="checkbox"
          checked={choices.autoReconnect}
          onChange={({ target }) => choose({ autoReconnect: target.checked })}
        />
        Reconnect automatically
      </label>
    </fieldset>
  );
}

function NameForm({ client, session }: CardProps) {
  const { name } = client;
  const [wanted, setWanted] = useState(name);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setProblem(session.clients.rename(name, wanted));
  };
  return (
    <form className="form-row flow" onSubmit={submit}>
      <label className="wide">
        Name
        <input value={wanted} maxLength={24} spellCheck={false} onChange={({ target }) => setWanted(target.value)} />
      </label>
      <Button label="Rename" type="submit" disabled={wanted === name} />
      <Button label={`Remove client ${name}`} className="small danger" onClick={() => session.clients.remove(name)} />
      <Problem text={problem} />
    </form>
  );
}
