// The room's clock, wire and console.
import { useEffect, useState } from "react";
import { ConsolePanel } from "../console/console-panel.tsx";
import { TimeBar } from "../time/time-bar.tsx";
import { shortCount } from "../ui/format.ts";
import { usePart } from "../ui/store.ts";
import { Tabs } from "../ui/tabs.tsx";
import { useWirePart } from "../wire/use-wire.ts";
import { WirePanel } from "../wire/wire-panel.tsx";
import type { LessonSession } from "./lesson-session.ts";

type Panel = "wire" | "console";

export function RoomPane({ session }: { readonly session: LessonSession }) {
  const [panel, setPanel] = useState<Panel>("wire");
  const rows = useWirePart(session.wire, (wire) => shortCount(wire.rows));
  const printed = usePart(session.console, ({ entries }) => entries.at(-1)?.seq ?? 0);
  const entries = usePart(session.console, ({ entries }) => entries.length);
  const isUnread = useUnread(printed, panel === "console");
  const tabs = [
    { key: "wire" as const, label: "Wire", badge: rows },
    { key: "console" as const, label: "Console", badge: shortCount(entries), isUnread },
  ];
  return (
    <>
      <div className="pane-head flow line-below">
        <h2 className="unseen">Wire and console</h2>
        <Tabs label="What happens in the room" id="room" tabs={tabs} current={panel} choose={setPanel} />
      </div>
      <div className="room-time line-below">
        <TimeBar session={session} />
      </div>
      <div
        className="tab-body column fill"
        role="tabpanel"
        id="room-wire"
        aria-labelledby="room-tab-wire"
        hidden={panel !== "wire"}
      >
        {panel === "wire" ? <WirePanel session={session} /> : null}
      </div>
      <div
        className="tab-body column fill"
        role="tabpanel"
        id="room-console"
        aria-labelledby="room-tab-console"
        hidden={panel !== "console"}
      >
        <ConsolePanel session={session} />
      </div>
    </>
  );
}

/** Whether entries arrived while the tab was hidden. Entries from before the page opened count as read. */
function useUnread(latest: number, isSeen: boolean): boolean {
  const [read, setRead] = useState(latest);
  useEffect(() => {
    if (isSeen) setRead(latest);
  }, [isSeen, latest]);
  return !isSeen && latest > read;
}
