// The wire panel: every frame between the clients and the handler, the tools for the list, and one entry in detail.
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { isKey } from "../shell/keys.ts";
import { usePage } from "../shell/page-context.ts";
import { fontPx } from "../shell/settings.ts";
import { countText } from "../ui/format.ts";
import { useStore } from "../ui/store.ts";
import { DetailPane } from "./detail/detail-pane.tsx";
import { entryTitle } from "./model/entry-text.ts";
import { detailPlace, layOut } from "./rows/layout.ts";
import { WireGrid } from "./rows/wire-grid.tsx";
import { useWireView } from "./use-wire.ts";
import type { Wire } from "./wire.ts";
import { WireBar } from "./wire-bar.tsx";
import { EmptyWire, WireNotes } from "./wire-notes.tsx";

export function WirePanel({ session }: { readonly session: LessonSession }) {
  const { wire } = session;
  const { panel, grid, width, view, clients, isOpen, closeDetail } = useWireView(session);
  const settings = useStore(usePage().settings);
  const scale = fontPx(settings).console / 13;
  const place = isOpen ? detailPlace(width) : "none";
  const seen = wire.log.peers.lanes(Math.max(view.clearedTo, wire.log.entries.first));
  const gridWidth = place === "beside" ? width * 0.58 : width;
  const layout = layOut(gridWidth / scale, clients, seen);
  const onKey = (event: KeyboardEvent) => {
    if (!settings.singleKeys || isTextField(event.target) || event.defaultPrevented) return;
    if (runKey(event, wire, panel.current)) event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: these keys are shortcuts for controls in the panel
    <div className="wire column fill" ref={panel} onKeyDown={onKey} data-detail={place}>
      <WireBar session={session} names={seen} isSlim={width / scale < 360} />
      <WireNotes session={session} />
      <div className="wire-body column fill line-above">
        {wire.shown.end > wire.shown.first ? (
          <WireGrid wire={wire} view={view} layout={layout} scale={scale} grid={grid} />
        ) : (
          <EmptyWire session={session} />
        )}
        {isOpen ? <DetailPane session={session} view={view} isWide={width >= 560} close={closeDetail} /> : null}
      </div>
      <WireSummary wire={wire} />
    </div>
  );
}

const isTextField = (target: EventTarget): boolean =>
  target instanceof Element && target.matches("input:not([type=radio], [type=checkbox]), textarea, select");

/** Returns true if the key is one of the wire's shortcuts. */
function runKey(event: KeyboardEvent, wire: Wire, panel: HTMLElement | null): boolean {
  if (isKey(event, "find-frame")) panel?.querySelector<HTMLElement>(".wire-search")?.focus();
  else if (isKey(event, "pause-wire")) wire.togglePause();
  else if (isKey(event, "follow-wire")) wire.view.dispatch({ type: "follow", on: true });
  else return false;
  return true;
}

const summaryMs = 5_000;

/** For screen readers: announces every few seconds how many frames arrived, not each frame. */
function WireSummary({ wire }: { readonly wire: Wire }) {
  const [text, setText] = useState("");
  const before = useRef(wire.log.frames);
  useEffect(() => {
    const timer = setInterval(() => {
      const { frames } = wire.log;
      if (frames !== before.current) setText(summaryText(wire, frames - before.current));
      before.current = frames;
    }, summaryMs);
    return () => clearInterval(timer);
  }, [wire]);
  return (
    <p className="unseen" role="status">
      {text}
    </p>
  );
}

function summaryText({ log }: Wire, frames: number): string {
  const last = log.entries.at(log.entries.next - 1);
  const text = `${countText(frames, "frame")} in the last ${summaryMs / 1000} s`;
  return last === undefined ? text : `${text}, last: ${entryTitle(last)}`;
}
