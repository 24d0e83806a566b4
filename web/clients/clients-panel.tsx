// The bench: the learner's own clients, what else can connect, and the messages that are kept.
import type { LessonSession } from "../lesson/lesson-session.ts";
import { useStore } from "../ui/store.ts";
import { Announcer } from "./announcer.tsx";
import { ClientCard } from "./client-card.tsx";
import { mostClients } from "./client-names.ts";
import { canAdd } from "./clients-state.ts";
import { CommandsDialog } from "./commands-dialog.tsx";
import { PhoneDialog } from "./phone-dialog.tsx";
import { SavedDialog } from "./saved-dialog.tsx";

export function ClientsPanel({ session }: { readonly session: LessonSession }) {
  const { clients } = useStore(session.bench);
  return (
    <div className="clients-panel">
      <div className="pane-head">
        <h2>Clients</h2>
        <span className="spacer" />
        <PhoneDialog session={session} />
        <CommandsDialog session={session} />
        <SavedDialog session={session} />
        <AddClient session={session} />
      </div>
      <div className="clients" data-count={clients.filter(({ isFolded }) => !isFolded).length}>
        {clients.map((client) => (
          <ClientCard key={client.name} client={client} session={session} />
        ))}
        {clients.length === 0 ? (
          <p className="empty">
            No clients. Add one, and connect it to your handler: it is the other end of the socket.
          </p>
        ) : null}
      </div>
      <Announcer session={session} />
    </div>
  );
}

function AddClient({ session }: { readonly session: LessonSession }) {
  const bench = useStore(session.bench);
  const isFull = !canAdd(bench);
  return (
    <>
      <button
        type="button"
        className="quiet"
        aria-label="Add a client"
        aria-disabled={isFull}
        onClick={() => session.clients.add()}
      >
        Add<span className="wide-only"> a client</span>
      </button>
      {isFull ? (
        <p className="clients-full" role="status">
          {mostClients} clients: a room takes no more sockets.
        </p>
      ) : null}
    </>
  );
}
