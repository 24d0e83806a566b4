// The wire: every frame between the clients and the handler, with its filter, its notes, and one frame in detail.
import { type KeyboardEvent, useRef } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { isKey } from "../shell/keys.ts";
import { usePage } from "../shell/page-context.ts";
import { fontPx } from "../shell/settings.ts";
import { usePart, useStore } from "../ui/store.ts";
import { DetailPane } from "./detail/detail-pane.tsx";
import { EmptyWire } from "./empty-wire.tsx";
import { arrange, detailPlace } from "./rows/layout.ts";
import { WireGrid } from "./rows/wire-grid.tsx";
import { useWidth, useWire } from "./use-wire.ts";
import { WireBar } from "./wire-bar.tsx";
import { WireNotes } from "./wire-notes.tsx";
import { WireSummary } from "./wire-summary.tsx";

export function WirePanel({ session }: { readonly session: LessonSession }) {
  const { wire } = session;
  const place = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const width = useWidth(place);
  const view = useStore(wire.view);
  const bench = usePart(session.bench, ({ clients }) => clients.map(({ name }) => name).join("\n"));
  useWire(wire);
  const beside = detailPlace(width) === "beside";
  const isOpen = view.isDetailOpen && view.selected !== null;
  const settings = useStore(usePage().settings);
  const scale = fontPx(settings).console / 13;
  const from = Math.max(view.clearedTo, wire.log.entries.first);
  const room = (isOpen && beside ? width * 0.58 : width) / scale;
  const { lanes, layout } = arrange(room, bench.split("\n"), wire.log.callers.lanes(from));
  const leave = () => {
    wire.view.dispatch({ type: "detail", open: false });
    grid.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (!settings.singleKeys || isWriting(event.target) || event.defaultPrevented) return;
    if (!press(event, session, place.current)) return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole pane; each thing in it has its own way too
    <div className="wire" ref={place} onKeyDown={onKey} data-detail={isOpen ? detailPlace(width) : "none"}>
      <WireBar session={session} lanes={lanes} width={width} />
      <WireNotes session={session} />
      <div className="wire-body">
        {wire.shown.end > wire.shown.first ? (
          <WireGrid wire={wire} view={view} lanes={lanes} layout={layout} scale={scale} grid={grid} />
        ) : (
          <EmptyWire session={session} />
        )}
        {isOpen ? <DetailPane session={session} view={view} isWide={width >= 560} leave={leave} /> : null}
      </div>
      <WireSummary wire={wire} />
    </div>
  );
}

const isWriting = (target: EventTarget): boolean =>
  target instanceof Element && target.matches("input:not([type=radio], [type=checkbox]), textarea, select");

/** True when the key was one of the wire's. */
function press(event: KeyboardEvent, { wire }: LessonSession, panel: HTMLElement | null): boolean {
  if (isKey(event, "find-frame")) panel?.querySelector<HTMLElement>(".wire-search")?.focus();
  else if (isKey(event, "pause-wire")) wire.togglePause();
  else if (isKey(event, "follow-wire")) wire.view.dispatch({ type: "follow", on: true });
  else return false;
  return true;
}
