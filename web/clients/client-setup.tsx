// What holds for a client's next connection: where it runs, what it offers, whether it comes back; its name; its end.
import { type FormEvent, useId, useState } from "react";
import { type ConnectChoices, type Place, places } from "./client.ts";
import type { CardProps } from "./client-card.tsx";

const placeWords: Record<Place, { readonly label: string; readonly why: string }> = {
  browser: { label: "in this page", why: "A WebSocket of your browser: what any web page can do, and no more." },
  server: {
    label: "on the server",
    why: "The server connects for you: it can also ping, fragment, set headers, close with any code, cut and stop reading.",
  },
};

export function ClientSetup({ client, session }: CardProps) {
  const { name, place, choices } = client;
  const choose = (change: Partial<ConnectChoices>) => session.bench.dispatch({ type: "choices", client: name, change });
  return (
    <>
      <WhereItRuns client={client} session={session} />
      <fieldset>
        <legend>For the next connection</legend>
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
            Headers, one a line
            <textarea
              rows={2}
              value={choices.headers}
              placeholder="Authorization: Bearer abc"
              spellCheck={false}
              onChange={({ target }) => choose({ headers: target.value })}
            />
          </label>
        ) : (
          <p className="hint-line">A page cannot set headers; on the server it can.</p>
        )}
        <label className="check-line">
          <input
            type="checkbox"
            checked={choices.autoReconnect}
            onChange={({ target }) => choose({ autoReconnect: target.checked })}
          />
          Connect again by itself when it is lost
        </label>
      </fieldset>
      <NameForm client={client} session={session} />
    </>
  );
}

function WhereItRuns({ client, session }: CardProps) {
  const { name, place } = client;
  const group = useId();
  return (
    <fieldset>
      <legend>{name} runs</legend>
      <div className="places">
        {places.map((each) => (
          <label key={each} className="check-line">
            <input
              type="radio"
              name={group}
              checked={each === place}
              aria-describedby={`${group}-why`}
              onChange={() => session.clients.runOn(name, each)}
            />
            {placeWords[each].label}
          </label>
        ))}
      </div>
      <p className="hint-line" id={`${group}-why`}>
        {placeWords[place].why}
      </p>
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
    <form className="deed-row" onSubmit={submit}>
      <label className="wide">
        Name
        <input value={wanted} maxLength={24} spellCheck={false} onChange={({ target }) => setWanted(target.value)} />
      </label>
      <button type="submit" className="small" disabled={wanted === name}>
        Rename
      </button>
      <button type="button" className="small danger" onClick={() => session.clients.remove(name)}>
        Remove client {name}
      </button>
      {problem ? (
        <p className="refusal" role="alert">
          {problem}
        </p>
      ) : null}
    </form>
  );
}
