// The clients pane: the clients' cards, the dialogs for other clients, and announcements for screen readers.
import { useEffect, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { useIsOffline } from "../shell/live-bar.tsx";
import { Button } from "../ui/button.tsx";
import { printable } from "../ui/printable.ts";
import { usePart, useStore } from "../ui/store.ts";
import { isCollapsed } from "./client.ts";
import { ClientCard } from "./client-card.tsx";
import { announcement, canAdd, maxClients } from "./clients-state.ts";
import { SavedDialog } from "./composer/saved-list.tsx";
import { CommandsDialog, PhoneDialog } from "./connect/connect-dialogs.tsx";
import { EndpointNote } from "./endpoint.tsx";

export function ClientsPanel({ session }: { readonly session: LessonSession }) {
  const { clients } = useStore(session.clientList);
  return (
    <div className="clients-panel column fill">
      <div className="pane-head flow line-below">
        <h2>Clients</h2>
        <span className="spacer" />
        {session.look === null ? <PhoneDialog session={session} /> : null}
        <CommandsDialog session={session} />
        <SavedDialog session={session} />
        <AddClient session={session} />
      </div>
      <EndpointNote session={session} />
      <div className="clients column fill scroll" data-collapsed={clients.every(isCollapsed)}>
        {clients.map((client) => (
          <ClientCard key={client.name} client={client} session={session} />
        ))}
        {clients.length === 0 ? (
          <p className="empty small centered">
            No clients. Add one and connect it to {session.look === null ? "your" : "their"} handler.
          </p>
        ) : null}
      </div>
      {session.look === null ? <OwnClientNote session={session} /> : null}
      <Announcer session={session} />
    </div>
  );
}

const ownClient = /^export\s+(?:async\s+)?(?:function|const)\s+client\b/m;

/** The code's own `client(dial)`: runs it here, and says what the checks do instead. */
function OwnClientNote({ session }: { readonly session: LessonSession }) {
  const hasClient = usePart(session.draft, ({ text }) => ownClient.test(text));
  const isRunning = useStore(session.ownClient);
  const isOffline = useIsOffline();
  if (!hasClient) return null;
  return (
    <div className="own-client small flow strip line-above">
      <Button
        label={isRunning ? "Stop client(dial)" : "Run client(dial)"}
        aria-disabled={isOffline}
        onClick={() => session.runOwnClient(!isRunning)}
      />
      <p className="muted">
        Here it connects to your own handler. In the checks, another server refuses it and cuts it off.
      </p>
    </div>
  );
}

function AddClient({ session }: { readonly session: LessonSession }) {
  const isFull = !canAdd(useStore(session.clientList));
  return (
    <>
      <button
        type="button"
        className="quiet"
        aria-label="Add client"
        aria-disabled={isFull}
        onClick={() => session.addClient()}
      >
        Add<span className="wide-only"> client</span>
      </button>
      {isFull ? (
        <p className="warn toned tiny own-line" role="status">
          {maxClients}-client limit reached
        </p>
      ) : null}
    </>
  );
}

const announceMs = 3_000;

function Announcer({ session }: { readonly session: LessonSession }) {
  const [text, setText] = useState("");
  useEffect(() => {
    let before = session.clientList.get();
    const timer = setInterval(() => {
      const now = session.clientList.get();
      if (now === before) return;
      const news = announcement(before, now);
      before = now;
      if (news !== "") setText(printable(news));
    }, announceMs);
    return () => clearInterval(timer);
  }, [session]);
  return (
    <p className="unseen" role="status">
      {text}
    </p>
  );
}
