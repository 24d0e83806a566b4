// A client's card: a head row that is always shown, and a body with its log and composer.
import { memo, useId, useState } from "react";
import { Button } from "../ui/button.tsx";
import { clockTime, formatBytes } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { useListEnd } from "../ui/list-end.ts";
import { printable } from "../ui/printable.ts";
import { usePart } from "../ui/store.ts";
import { useNow } from "../ui/use-now.ts";
import { type Client, isAbnormal, isCollapsed, type LogEntry, lastMessage, type Phase } from "./client.ts";
import { ClientOptions } from "./client-options.tsx";
import type { CardProps } from "./client-props.ts";
import { offerTexts } from "./clients.ts";
import { isOnly } from "./clients-state.ts";
import { ComposerForm } from "./composer/composer.tsx";
import { SavedRow } from "./composer/saved-list.tsx";
import { isUnfolding, unfolded } from "./payload-text.ts";

export function ClientCard({ client, session }: CardProps) {
  const { name, phase, place } = client;
  const isFolded = isCollapsed(client);
  const [isMore, setMore] = useState(false);
  const id = useId();
  return (
    <article
      className="client column line-below"
      aria-label={`Client ${name}`}
      data-client={name}
      data-phase={phase}
      data-place={place}
      data-folded={isFolded}
    >
      <CardHead client={client} session={session} more={{ id, isOpen: isMore, toggle: () => setMore(!isMore) }} />
      {isFolded ? null : (
        <div className="client-body column fill">
          <Offer client={client} session={session} />
          <MessageLog client={client} clear={() => session.clientList.dispatch({ type: "clear", client: name })} />
          <ComposerForm client={client} session={session} />
          <SavedRow client={client} session={session} />
          <div className="client-more small stack line-above" id={id} hidden={!isMore}>
            {isMore ? <ClientOptions client={client} session={session} /> : null}
          </div>
        </div>
      )}
    </article>
  );
}

interface CardHeadProps extends CardProps {
  readonly more: { readonly id: string; readonly isOpen: boolean; readonly toggle: () => void };
}

const placeTitles = { browser: "A WebSocket of this page", server: "Run by the server for you" } as const;

function CardHead({ client, session, more }: CardHeadProps) {
  const { name, place } = client;
  const isFolded = isCollapsed(client);
  return (
    <div className="client-head flow">
      <Button
        label={<Icon name={isFolded ? "folded" : "unfolded"} />}
        className="bare quiet"
        aria-expanded={!isFolded}
        aria-label={`${isFolded ? "Expand" : "Collapse"} client ${name}`}
        onClick={() => session.clientList.dispatch({ type: "set", client: name, change: { isFolded: !isFolded } })}
      />
      <h3 className="clip centered small" title={name}>
        {name}
      </h3>
      <span className="client-place muted tiny" title={placeTitles[place]}>
        {place}
      </span>
      <State client={client} />
      {isFolded ? <LastMessage client={client} /> : <span className="spacer" />}
      <ConnectButton client={client} session={session} />
      {isFolded ? null : (
        <Button
          label={<Icon name="more" />}
          className="bare quiet"
          aria-expanded={more.isOpen}
          aria-controls={more.id}
          aria-label={`More for ${name}: ping, close, subprotocol`}
          title="Ping, close with a code, subprotocol, headers"
          onClick={more.toggle}
        />
      )}
      <OnlyButton client={client} session={session} />
    </div>
  );
}

const phaseNames: Record<Phase, string> = {
  closed: "not connected",
  connecting: "connecting…",
  open: "open",
  closing: "closing…",
};

function State({ client }: { readonly client: Client }) {
  const { phase, protocol, ending, isPaused, roundTripMs } = client;
  const parts = [
    phase === "closed" && ending !== null ? (ending.text.split(/[:.]/, 1)[0] ?? "") : phaseNames[phase],
    ...(protocol === "" ? [] : [protocol]),
    ...(isPaused ? ["not reading"] : []),
    ...(roundTripMs === null ? [] : [`${roundTripMs.toFixed(1)} ms`]),
  ];
  const isBad = phase === "closed" && ending !== null && isAbnormal(ending);
  return (
    <span className="client-state row toned muted small" data-tone={isBad ? "bad" : undefined} title={ending?.text}>
      <span className="dot" aria-hidden="true" />
      <bdi className="clip">{printable(parts.join(" · "))}</bdi>
    </span>
  );
}

function LastMessage({ client }: { readonly client: Client }) {
  const last = lastMessage(client);
  if (last === null) return <span className="spacer" />;
  const text = last.kind === "text" ? last.text.slice(0, 120) : `${last.kind} ${last.text.slice(0, 60)}`;
  return (
    <span className="last-message fill clip muted" data-what={last.what}>
      <span aria-hidden="true">{last.what === "sent" ? "→" : "←"}</span> <span className="unseen">{last.what}</span>
      <bdi>{printable(text)}</bdi>
    </span>
  );
}

function ConnectButton({ client, session }: CardProps) {
  const { name, phase, retryAtMs, ending } = client;
  const isClosed = phase === "closed";
  const label = isClosed ? (ending?.unasked ? "Reconnect" : "Connect") : "Disconnect";
  return (
    <>
      {retryAtMs === null ? null : (
        <RetryCountdown name={name} atMs={retryAtMs} cancel={() => session.clients.close(name)} />
      )}
      <Button
        label={label}
        className={isClosed ? "small primary end" : "small end"}
        aria-disabled={phase === "closing"}
        onClick={() => void (isClosed ? session.clients.connect(name) : session.clients.close(name))}
      />
    </>
  );
}

interface RetryCountdownProps {
  readonly name: string;
  readonly atMs: number;
  readonly cancel: () => void;
}

function RetryCountdown({ name, atMs, cancel }: RetryCountdownProps) {
  const seconds = Math.max(0, Math.ceil((atMs - useNow(500)) / 1000));
  return (
    <Button
      label={`reconnecting in ${seconds} s · stop`}
      className="quiet"
      aria-label={`Stop reconnecting ${name}`}
      onClick={cancel}
    />
  );
}

function OnlyButton({ client, session }: CardProps) {
  const { name } = client;
  const hasOthers = usePart(session.clientList, ({ clients }) => clients.length > 1);
  const isAlone = usePart(session.clientList, (state) => isOnly(state, name));
  if (!hasOthers) return null;
  return (
    <Button
      label={<Icon name="only" />}
      className="bare quiet"
      aria-pressed={isAlone}
      aria-label={`Show only client ${name}`}
      title={isAlone ? "Expand all clients" : "Expand this client and collapse the others"}
      onClick={() => session.clientList.dispatch({ type: "only", client: name })}
    />
  );
}

/** Offers to move the client to the server, where it can do what a browser cannot. */
function Offer({ client, session }: CardProps) {
  const { name, offer } = client;
  if (offer === null) return null;
  return (
    <div className="callout warn flow small" role="alert">
      <p className="own-line">{offerTexts[offer.do]}</p>
      <Button
        label={`Run ${name} on the server instead`}
        className="small primary"
        onClick={() => session.clients.accept(name)}
      />
      <Button
        label="Not now"
        onClick={() => session.clientList.dispatch({ type: "offer", client: name, offer: null })}
      />
    </div>
  );
}

function MessageLog({ client, clear }: { readonly client: Client; readonly clear: () => void }) {
  const { name, log, dropped } = client;
  if (log.length === 0 && dropped === 0) return <p className="message-log empty well tiny">No messages yet</p>;
  return (
    <div className="message-log well tiny">
      <Messages client={client} />
      <Button label="Clear" className="quiet clear tiny" onClick={clear} aria-label={`Clear the messages of ${name}`} />
    </div>
  );
}

/** Rows in the document at first; a button adds the older ones. */
const shownRows = 100;

function Messages({ client: { name, log, dropped } }: { readonly client: Client }) {
  const { list } = useListEnd<HTMLElement>(log);
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? log : log.slice(-shownRows);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reachable by keyboard
    <section className="message-scroll scroll" ref={list} tabIndex={0} aria-label={`Messages of ${name}`}>
      {shown.length < log.length ? (
        <Button label={`Show ${log.length - shown.length} older`} className="quiet" onClick={() => setWhole(true)} />
      ) : null}
      <ol>
        {dropped > 0 ? <li className="dropped">{dropped.toLocaleString("en")} older messages were dropped</li> : null}
        {shown.map((entry) => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

const arrows: Record<LogEntry["what"], string> = {
  sent: "→",
  received: "←",
  opened: "●",
  closed: "○",
  failed: "!",
  note: "·",
};
const shownCharacters = 300;

const Entry = memo(function Entry({ entry }: { readonly entry: LogEntry }) {
  const { what, kind } = entry;
  const isMessage = what === "sent" || what === "received";
  const [isOpen, setOpen] = useState(false);
  return (
    <li data-what={what} data-kind={kind} data-abnormal={entry.isAbnormal}>
      <time>
        <span className="hours">{clockTime(entry.atMs).slice(0, 3)}</span>
        {clockTime(entry.atMs).slice(3)}
      </time>
      <span aria-hidden="true">{arrows[what]}</span>
      {isMessage ? <span className="unseen">{what}</span> : null}
      {isMessage && kind !== "text" ? <span className="kind">{kind}</span> : null}
      <Payload entry={entry} isOpen={isOpen} />
      {isUnfolding(entry) ? (
        <Button
          label={expandLabel(entry, isOpen)}
          className="unfold muted"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
      ) : null}
      {isMessage && kind !== "close" ? <span className="size end">{formatBytes(entry.bytes)}</span> : null}
    </li>
  );
});

function Payload({ entry, isOpen }: { readonly entry: LogEntry; readonly isOpen: boolean }) {
  if (isOpen) return <pre>{printable(unfolded(entry))}</pre>;
  const isCut = entry.text.length > shownCharacters;
  return (
    <bdi>
      {printable(entry.text.slice(0, shownCharacters))}
      {isCut ? "…" : ""}
    </bdi>
  );
}

function expandLabel({ kind, text }: LogEntry, isOpen: boolean): string {
  if (isOpen) return "less";
  if (kind === "binary") return "hex";
  return /^\s*[{[]/.test(text) ? "{ }" : "more";
}
