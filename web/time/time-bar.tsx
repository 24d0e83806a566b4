// The room's clock in words and buttons: real or stepped, what it shows, how far to move it, where the next timer is.
import { useId, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { useStore } from "../ui/store.ts";
import { span } from "./amount.ts";
import { ClockFace } from "./clock-face.tsx";
import { JumpForm } from "./jump-form.tsx";
import { jumpSentence } from "./jump-words.ts";
import type { RoomClock } from "./room-clock.ts";
import type { Time } from "./time.ts";
import { untilWakeMs } from "./time.ts";
import { usePageTime } from "./use-page-time.ts";

const modes = { real: "Real", stepped: "Stepped" } as const;

export function TimeBar({ session }: { readonly session: LessonSession }) {
  const { clock } = session;
  const time = useStore(clock.time);
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <fieldset className="time-bar" aria-label="The room's time">
      <ModeChoice time={time} choose={(mode) => setProblem(clock.setMode(mode))} />
      <ClockFace time={time} />
      <span className="time-steps">
        {[1_000, 30_000].map((ms) => (
          <button key={ms} type="button" className="small" onClick={() => setProblem(clock.advance(ms))}>
            +{span(ms)}
          </button>
        ))}
        <JumpForm advance={(ms) => setProblem(clock.advance(ms))} />
      </span>
      <NextTimer time={time} clock={clock} setProblem={setProblem} />
      <p className="time-said" role="status" data-count={time.count}>
        {problem ?? (time.jump === null ? "" : jumpSentence(time.jump))}
      </p>
    </fieldset>
  );
}

function ModeChoice({ time, choose }: { readonly time: Time; readonly choose: (mode: "real" | "stepped") => void }) {
  const group = useId();
  return (
    <span className="segments" role="radiogroup" aria-label="The clock is">
      {(["real", "stepped"] as const).map((mode) => (
        <label key={mode}>
          <input
            type="radio"
            name={group}
            checked={(time.wanted ?? time.mode ?? "real") === mode}
            onChange={() => choose(mode)}
          />
          <span>{modes[mode]}</span>
        </label>
      ))}
    </span>
  );
}

interface NextTimerProps {
  readonly time: Time;
  readonly clock: RoomClock;
  readonly setProblem: (problem: string | null) => void;
}

function NextTimer({ time, clock, setProblem }: NextTimerProps) {
  const pageMs = usePageTime(time.mode === "real" && time.nextWakeAtMs !== null);
  const untilMs = untilWakeMs(time, pageMs);
  if (untilMs === null) return null;
  return (
    <span className="next-timer">
      next timer in {(untilMs / 1_000).toFixed(1)} s
      <button type="button" className="place" onClick={() => setProblem(clock.goToNextTimer())}>
        go there
      </button>
    </span>
  );
}
