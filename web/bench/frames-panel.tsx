// Every frame on the wire, both ways, ping and pong too: what a browser never shows.
import { memo } from "react";
import type { LessonSession } from "../session/lesson-session.ts";
import { frameText, opcodeName } from "../state/frame-text.ts";
import type { Room, SeenFrame } from "../state/room.ts";
import { useStore } from "../state/use-store.ts";
import { clockTime } from "./message-log.tsx";
import { useStuckToEnd } from "./stuck-to-end.ts";

/** Rows in the document; the rest is counted. A list that shows all of them comes with a virtual one. */
const shownRows = 400;

export function FramesPanel({ session }: { readonly session: LessonSession }) {
  const room = useStore(session.room);
  const shown = room.frames.slice(-shownRows);
  const place = useStuckToEnd<HTMLElement>(room.frames);
  return (
    <div className="frames">
      <div className="tools">
        <span className="count">{countText(room, shown.length)}</span>
        <span className="spacer" />
        <button
          type="button"
          className="small"
          aria-pressed={room.paused}
          onClick={() => session.room.dispatch({ type: "pause", on: !room.paused })}
        >
          {room.paused ? `Go on (${room.held.length})` : "Pause"}
        </button>
        <button type="button" className="small" onClick={() => session.room.dispatch({ type: "clear-frames" })}>
          Clear
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls has to be reachable by keyboard */}
      <section className="frames-scroll" ref={place} tabIndex={0} aria-label="Frames on the wire">
        {shown.length === 0 ? <p className="empty">No frames yet. Connect a client and send something.</p> : null}
        {shown.length > 0 ? <FrameTable frames={shown} /> : null}
      </section>
    </div>
  );
}

function countText(room: Room, shown: number): string {
  const hidden = room.seen - shown - room.held.length;
  const frames = `${room.seen} ${room.seen === 1 ? "frame" : "frames"}`;
  return hidden > 0 ? `${frames}, the last ${shown} shown` : frames;
}

function FrameTable({ frames }: { readonly frames: readonly SeenFrame[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Client</th>
          <th scope="col">Kind</th>
          <th scope="col">Bytes</th>
          <th scope="col">Payload</th>
          <th scope="col">By</th>
        </tr>
      </thead>
      <tbody>
        {frames.map((frame) => (
          <FrameRow key={frame.seq} frame={frame} />
        ))}
      </tbody>
    </table>
  );
}

const FrameRow = memo(function FrameRow({ frame }: { readonly frame: SeenFrame }) {
  const isIn = frame.direction === "in";
  return (
    <tr data-direction={frame.direction} data-opcode={opcodeName(frame.opcode)}>
      <td className="at">{clockTime(frame.atMs)}</td>
      <td>
        <span aria-hidden="true">{isIn ? "→ " : "← "}</span>
        <span className="unseen">{isIn ? "from " : "to "}</span>#{frame.peer}
      </td>
      <td>
        <span className="opcode">{opcodeName(frame.opcode)}</span>
        {frame.fin ? "" : " …"}
      </td>
      <td className="number">{frame.length}</td>
      <td className="payload">
        <bdi>{frameText(frame)}</bdi>
      </td>
      <td>v{frame.version}</td>
    </tr>
  );
});
