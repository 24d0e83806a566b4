// A client's further options: ping, close, cut, pause; where it runs and how it connects next; its name.
import { useEffect, useId, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Form, type Options, Radios, Refusal, TextField } from "../ui/form.tsx";
import { type ConnectChoices, type Place, renameRefusal } from "./client.ts";
import type { CardProps } from "./client-props.ts";
import { maxFragments } from "./composer/composer-state.ts";
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
            max={maxFragments}
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
      <Refusal text={problem} />
    </fieldset>
  );
}

function PingForm({ name, ping }: { readonly name: string; readonly ping: (text: string) => void }) {
  const [text, setText] = useState("");
  return (
    <Form className="form-row flow" submit={() => ping(text)}>
      <TextField
        className="wide"
        label="Ping with"
        value={text}
        change={setText}
        placeholder="nothing"
        maxLength={125}
      />
      <Button label="Ping" type="submit" aria-label={`Ping from ${name}`} />
    </Form>
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
  const submit = () =>
    setProblem(number !== null && !Number.isInteger(number) ? "A code is a whole number." : close(number, reason));
  return (
    <Form className="form-row flow" submit={submit}>
      <TextField label="Code" value={code} change={setCode} inputMode="numeric" size={5} list={`codes-${name}`} />
      <datalist id={`codes-${name}`}>
        {suggestedCodes.map((each) => (
          <option key={each} value={each}>
            {codeMeaning(each)}
          </option>
        ))}
      </datalist>
      <TextField className="wide" label="Reason" value={reason} change={setReason} />
      <Button label="Close" type="submit" disabled={!isOpen} />
      <p className="muted tiny own-line">{number === null ? "no code: an empty close frame" : codeMeaning(number)}</p>
      <Refusal text={problem} />
    </Form>
  );
}

const placeNames: Options<Place> = [
  ["browser", "in this page"],
  ["server", "on the server"],
];
const placeTexts: Record<Place, string> = {
  browser: "A WebSocket of your browser: it can do what any web page can.",
  server:
    "The server connects for you. It can also ping, fragment, set headers, use every valid close code, cut, and stop reading.",
};

function WhereItRuns({ client, session }: CardProps) {
  const { name, place } = client;
  const id = useId();
  const choose = (chosen: Place) => session.clients.runOn(name, chosen);
  return (
    <fieldset className="stack">
      <legend>{name} runs</legend>
      <div className="choices flow">
        <Radios className="row" options={placeNames} value={place} choose={choose} aria-describedby={id} />
      </div>
      <p className="muted tiny own-line" id={id}>
        {placeTexts[place]}
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
      <TextField
        label="Subprotocols to offer"
        value={choices.protocols}
        change={(protocols) => choose({ protocols })}
        placeholder="chat.v2, chat.v1"
        spellCheck={false}
      />
      <TextField
        label="After the address"
        value={choices.query}
        change={(query) => choose({ query })}
        placeholder="?token=1"
        maxLength={1024}
        spellCheck={false}
      />
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
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const refusal = renameRefusal(client);
  // The form is the end of the pane: what appears below its fields would be out of view.
  useEffect(() => {
    if (problem !== null) form.current?.scrollIntoView({ block: "nearest" });
  }, [problem]);
  return (
    <Form ref={form} className="form-row flow" submit={() => setProblem(session.clients.rename(name, wanted))}>
      <p className="muted tiny own-line unless-empty" id={id}>
        {refusal}
      </p>
      <TextField
        className="wide"
        label="Name"
        value={wanted}
        change={setWanted}
        maxLength={24}
        spellCheck={false}
        aria-describedby={id}
      />
      <Button label="Rename" type="submit" disabled={wanted === name || refusal !== null} aria-describedby={id} />
      <Button label={`Remove client ${name}`} className="small danger" onClick={() => session.clients.remove(name)} />
      <Refusal text={problem} />
    </Form>
  );
}
