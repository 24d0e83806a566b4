// The room's clock: real, or stepped by hand so that a heartbeat of 30 seconds can be seen now.
import type { LessonSession } from "../session/lesson-session.ts";
import { usePart } from "../state/use-store.ts";

export function ClockBar({ session }: { readonly session: LessonSession }) {
  const mode = usePart(session.room, ({ state }) => state?.clock ?? "real");
  return (
    <div className="clock-bar">
      <label>
        <span className="unseen">The room's clock</span>
        <select
          value={mode}
          onChange={({ target }) => session.setClock(target.value === "stepped" ? "stepped" : "real")}
        >
          <option value="real">real time</option>
          <option value="stepped">stepped time</option>
        </select>
      </label>
      <button type="button" className="small" onClick={() => session.advance(1_000)}>
        +1 s
      </button>
      <button type="button" className="small" onClick={() => session.advance(30_000)}>
        +30 s
      </button>
    </div>
  );
}
