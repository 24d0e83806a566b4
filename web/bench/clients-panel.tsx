// The clients above the wire: what they do and say, and the address that any other client may use.
import type { LessonSession } from "../session/lesson-session.ts";
import { canAdd } from "../state/bench.ts";
import { useStore } from "../state/use-store.ts";
import { ClientCard } from "./client-card.tsx";
import { RoomUrl } from "./room-url.tsx";

export function ClientsPanel({ session }: { readonly session: LessonSession }) {
  const bench = useStore(session.bench);
  return (
    <>
      <div className="pane-head">
        <h2>Clients</h2>
        <RoomUrl session={session} />
        <span className="spacer" />
        <button
          type="button"
          className="quiet"
          disabled={!canAdd(bench)}
          onClick={() => session.bench.dispatch({ type: "add" })}
        >
          Add a client
        </button>
      </div>
      <div className="clients">
        {bench.clients.map((client) => (
          <ClientCard key={client.name} client={client} session={session} />
        ))}
      </div>
    </>
  );
}
