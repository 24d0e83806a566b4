// The time bar: shows the room's clock, pauses and advances it, and jumps to the next timer.
import { type ReactNode, useEffect, useId, useState } from "react";
import type { ClockMode } from "../../server/protocol/host.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { Button } from "../ui/button.tsx";
import { Form, type Options, Radios, Refusal } from "../ui/form.tsx";
import { clockTime } from "../ui/format.ts";
import { useStore } from "../ui/store.ts";
import { formatDuration, parseAmount } from "./amount.ts";
import { jumpText, shownMs, type Time, untilWakeMs } from "./time.ts";

const modeNames: Options<ClockMode, ReactNode> = [
  ["real", <span key="real">Running</span>],
  ["stepped", <span key="stepped">Paused</span>],
];

export function TimeBar({ session }: { readonly session: LessonSession }) {
  const { clock } = session;
  const time = useStore(clock.time);
  const [problem, setProblem] = useState<string | null>(null);
  /** Why the amount that was entered cannot be used. */
  const [refusal, setRefusal] = useState<string | null>(null);
  const refusalId = useId();
  const report = (result: string | null) => {
    setRefusal(null);
    setProblem(result);
  };
  const advance = (ms: number) => report(clock.advance(ms));
  return (
    <fieldset className="time-bar flow tiny" aria-label="Room clock">
      <span className="segments" role="radiogroup" aria-label="Clock">
        <Radios
          options={modeNames}
          value={time.requestedMode ?? time.mode ?? "real"}
          choose={(mode) => report(clock.setMode(mode))}
        />
      </span>
      <ClockFace time={time} />
      <span className="time-steps flow">
        {[1_000, 30_000].map((ms) => (
          <Button key={ms} label={`+${formatDuration(ms)}`} className="tiny" onClick={() => advance(ms)} />
        ))}
        <AdvanceForm advance={advance} refuse={setRefusal} refusalId={refusal === null ? undefined : refusalId} />
      </span>
      <NextTimer time={time} jump={() => report(clock.jumpToNextTimer())} />
      <Refusal text={refusal} id={refusalId} />
      <p className="time-status accent toned own-line" role="status" data-count={time.count}>
        {refusal === null ? (problem ?? (time.jump === null ? "" : jumpText(time.jump))) : ""}
      </p>
    </fieldset>
  );
}

function ClockFace({ time }: { readonly time: Time }) {
  const pageMs = usePageTime(time.isRoomOpen && time.mode === "real");
  if (!time.isRoomOpen)
    return (
      <span className="clock-face muted nowrap" title="The room’s clock starts when a client connects or code loads">
        not started
      </span>
    );
  const shown = clockTime(shownMs(time, pageMs));
  return <time className="clock-face muted nowrap">{time.mode === "real" ? shown.slice(0, -4) : shown}</time>;
}

function NextTimer({ time, jump }: { readonly time: Time; readonly jump: () => void }) {
  const pageMs = usePageTime(time.mode === "real" && time.nextWakeAtMs !== null);
  const untilMs = untilWakeMs(time, pageMs);
  if (untilMs === null) return <span className="next-timer muted nowrap">no timers</span>;
  return (
    <Button
      label={`timer in ${(untilMs / 1_000).toFixed(1)} s`}
      className="place next-timer nowrap"
      title="Jump to the next timer"
      onClick={jump}
    />
  );
}

interface AdvanceFormProps {
  readonly advance: (ms: number) => void;
  readonly refuse: (problem: string) => void;
  /** The element with the last refusal; undefined while there is none. */
  readonly refusalId: string | undefined;
}

function AdvanceForm({ advance, refuse, refusalId }: AdvanceFormProps) {
  const [text, setText] = useState("");
  const submit = () => {
    const amount = parseAmount(text);
    if (amount.ok) advance(amount.ms);
    else refuse(amount.problem);
  };
  return (
    <Form className="advance-form flow" submit={submit}>
      <input
        aria-label="Advance the clock by"
        aria-invalid={refusalId !== undefined}
        aria-describedby={refusalId}
        placeholder="2m"
        size={6}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <Button label="+" type="submit" className="tiny" aria-label="Advance by this amount" />
    </Form>
  );
}

const paintMs = 200;

/** The page's own clock, updated while `isRunning`. */
function usePageTime(isRunning: boolean): number {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    if (!isRunning) return;
    setNowMs(performance.now());
    const timer = setInterval(() => setNowMs(performance.now()), paintMs);
    return () => clearInterval(timer);
  }, [isRunning]);
  return nowMs;
}
