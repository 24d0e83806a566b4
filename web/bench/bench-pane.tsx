// The right pane: clients above, the wire and the console below, and the room's clock.
import { useState } from "react";
import type { LessonSession } from "../session/lesson-session.ts";
import { Tabs } from "../shell/tabs.tsx";
import { canAdd } from "../state/bench.ts";
import { usePart, useStore } from "../state/use-store.ts";
import { ClientCard } from "./client-card.tsx";
import { ClockBar } from "./clock-bar.tsx";
import { ConsolePanel } from "./console-panel.tsx";
import { FramesPanel } from "./frames-panel.tsx";
import { RoomUrl } from "./room-url.tsx";

type Panel = "frames" | "console";

export function BenchPane({ session }: { readonly session: LessonSession }) {
  const bench = useStore(session.bench);
  const seen = usePart(session.room, (room) => room.seen);
  const [panel, setPanel] = useState<Panel>("console");
  const tabs = [
    { key: "console" as const, label: "Console" },
    { key: "frames" as const, label: "Wire", badge: String(seen) },
  ];
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
      <div className="lower">
        <div className="lower-head">
          <Tabs label="What happens in the room" id="lower" tabs={tabs} current={panel} choose={setPanel} />
          <span className="spacer" />
          <ClockBar session={session} />
        </div>
        <div role="tabpanel" id="lower-console" aria-labelledby="lower-tab-console" hidden={panel !== "console"}>
          <ConsolePanel session={session} />
        </div>
        <div role="tabpanel" id="lower-frames" aria-labelledby="lower-tab-frames" hidden={panel !== "frames"}>
          {panel === "frames" ? <FramesPanel session={session} /> : null}
        </div>
      </div>
    </>
  );
}
