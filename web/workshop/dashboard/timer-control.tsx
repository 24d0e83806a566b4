// The workshop's timer: set, shown and cleared.
import { useState } from "react";
import { FormDialog, Opener } from "../../ui/dialog.tsx";
import { timeLeft } from "../../ui/format.ts";
import { useDashboard, useServerNow, useWorkshop } from "./dashboard-context.ts";

export function TimerControl() {
  const { timer } = useWorkshop();
  return (
    <Opener className="timer-button small" dialog={(close) => <TimerDialog close={close} />}>
      {timer === null ? "Timer" : <TimeLeft {...timer} />}
    </Opener>
  );
}

export function TimeLeft({ label, endsAtMs }: { readonly label: string; readonly endsAtMs: number }) {
  const nowMs = useServerNow(500);
  return (
    <span className="time-left toned row" data-tone={endsAtMs > nowMs ? undefined : "warn"}>
      <span className="clip" title={label}>
        {label === "" ? "Timer" : label}
      </span>{" "}
      <b className="rigid nowrap">{endsAtMs > nowMs ? timeLeft(endsAtMs - nowMs) : "time is up"}</b>
    </span>
  );
}

const usualMinutes = [3, 5, 10, 15, 20, 30];

function TimerDialog({ close }: { readonly close: () => void }) {
  const { run } = useDashboard();
  const { timer } = useWorkshop();
  const [typed, setTyped] = useState({ minutes: "10", label: timer?.label ?? "" });
  const minutes = Number(typed.minutes);
  const isValid = minutes >= 0.5 && minutes <= 480;
  const submit = async () => {
    const label = typed.label.trim();
    if ((await run({ do: "timer", minutes, ...(label !== "" && { label }) })) !== null) close();
  };
  const clear = async () => {
    if ((await run({ do: "timer", minutes: null })) !== null) close();
  };
  const stop =
    timer === null ? null : (
      <button type="button" className="small" onClick={() => void clear()}>
        Stop the timer
      </button>
    );
  const about = <p>Everyone sees it count down. Nothing happens by itself when it ends.</p>;
  return (
    <FormDialog title="Timer" act="Start" isReady={isValid} {...{ submit, about, close }} actions={stop}>
      <label>
        <span>Minutes</span>
        <input
          type="number"
          min={0.5}
          max={480}
          step={0.5}
          value={typed.minutes}
          onChange={({ target }) => setTyped({ ...typed, minutes: target.value })}
        />
      </label>
      <div className="actions start">
        {usualMinutes.map((each) => (
          <button
            key={each}
            type="button"
            className="small"
            onClick={() => setTyped({ ...typed, minutes: String(each) })}
          >
            {each} min
          </button>
        ))}
      </div>
      <label>
        <span>Label</span>
        <input
          maxLength={60}
          placeholder="Exercise"
          value={typed.label}
          onChange={({ target }) => setTyped({ ...typed, label: target.value })}
        />
      </label>
    </FormDialog>
  );
}
