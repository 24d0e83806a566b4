// The line that stays of a client when its card is folded: name, where it runs, its state, its last message.

import { Icon } from "../ui/icon.tsx";
import { printable } from "../ui/printable.ts";
import { usePart } from "../ui/store.ts";
import { type Client, lastMessage, type Phase } from "./client.ts";
import type { CardProps } from "./client-card.tsx";
import { isOnly } from "./clients-state.ts";
import { RetryCount } from "./retry-count.tsx";

interface CardHeadProps extends CardProps {
  readonly more: { readonly id: string; readonly isOpen: boolean; readonly toggle: () => void };
}

const phaseNames: Record<Phase, string> = {
  closed: "not connected",
  connecting: "connecting…",
  open: "open",
  closing: "closing…",
};

export function CardHead({ client, session, more }: CardHeadProps) {
  const { name, isFolded, place } = client;
  const fold = () => session.bench.dispatch({ type: "fold", client: name, on: !isFolded });
  return (
    <div className="client-head">
      <button
        type="button"
        className="bare"
        aria-expanded={!isFolded}
        aria-label={`${isFolded ? "Unfold" : "Fold"} client ${name}`}
        onClick={fold}
      >
        <Icon name={isFolded ? "folded" : "unfolded"} />
      </button>
      <h3 title={name}>{name}</h3>
      <span className="client-place" title={placeTitles[place]}>
        {place}
      </span>
      <State client={client} />
      {isFolded ? <LastMessage client={client} /> : <span className="spacer" />}
      <Connecting client={client} session={session} />
      {isFolded ? null : <MoreButton name={name} more={more} />}
      <OnlyButton client={client} session={session} />
    </div>
  );
}

const placeTitles = {
  browser: "A WebSocket of this page",
  server: "Run on the server for you",
} as const;

function State({ client }: { readonly client: Client }) {
  const { phase, protocol, ending, isPaused, roundTripMs } = client;
  const parts = [
    phase === "closed" && ending !== null ? (ending.text.split(/[:.]/, 1)[0] ?? "") : phaseNames[phase],
    ...(protocol === "" ? [] : [protocol]),
    ...(isPaused ? ["not reading"] : []),
    ...(roundTripMs === null ? [] : [`${roundTripMs.toFixed(1)} ms`]),
  ];
  return (
    <span className="client-state" data-unasked={phase === "closed" && ending?.unasked === true} title={ending?.text}>
      <span className="dot" aria-hidden="true" />
      <bdi>{printable(parts.join(" · "))}</bdi>
    </span>
  );
}

function LastMessage({ client }: { readonly client: Client }) {
  const last = lastMessage(client);
  if (last === null) return <span className="spacer" />;
  const text = last.kind === "text" ? last.text.slice(0, 120) : `${last.kind} ${last.text.slice(0, 60)}`;
  return (
    <span className="last-message" data-what={last.what}>
      <span aria-hidden="true">{last.what === "sent" ? "→" : "←"}</span> <span className="unseen">{last.what}</span>
      <bdi>{printable(text)}</bdi>
    </span>
  );
}

function Connecting({ client, session }: CardProps) {
  const { name, phase, retryAtMs, ending } = client;
  const isOut = phase === "closed";
  const act = () => (isOut ? session.clients.connect(name) : session.clients.close(name, null, ""));
  const word = isOut ? (ending?.unasked ? "Reconnect" : "Connect") : "Disconnect";
  return (
    <>
      {retryAtMs === null ? null : <RetryCount name={name} atMs={retryAtMs} stop={() => session.clients.close(name)} />}
      <button
        type="button"
        className={isOut ? "small primary to-end" : "small to-end"}
        aria-disabled={phase === "closing"}
        onClick={() => void act()}
      >
        {word}
      </button>
    </>
  );
}

function MoreButton({ name, more }: { readonly name: string; readonly more: CardHeadProps["more"] }) {
  return (
    <button
      type="button"
      className="bare"
      aria-expanded={more.isOpen}
      aria-controls={more.id}
      aria-label={`More for ${name}: ping, close, subprotocol`}
      title="Ping, close with a code, subprotocol, headers"
      onClick={more.toggle}
    >
      <Icon name="more" />
    </button>
  );
}

function OnlyButton({ client, session }: CardProps) {
  const { name } = client;
  const isAlone = usePart(session.bench, (bench) => bench.clients.length > 1 && isOnly(bench, name));
  const hasOthers = usePart(session.bench, (bench) => bench.clients.length > 1);
  if (!hasOthers) return null;
  return (
    <button
      type="button"
      className="bare"
      aria-pressed={isAlone}
      aria-label={`Only client ${name}`}
      title={isAlone ? "Unfold all clients" : "Unfold this client and fold the others"}
      onClick={() => session.bench.dispatch({ type: "only", client: name })}
    >
      <Icon name="only" />
    </button>
  );
}
