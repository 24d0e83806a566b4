// The workshop's timer: set, shown and cleared.
import { type FormEvent, useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { timeLeft } from "../member/member-text.ts";
import { useDashboard, useServerNow, useWorkshop } from "./dashboard-context.ts";

export function TimerControl() {
  const { timer } = useWorkshop();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {timer === null ? "Timer" : <TimeLeft label={timer.label} endsAtMs={timer.endsAtMs} />}
      </button>
      {isOpen ? <TimerDialog close={() => setOpen(false)} /> : null}
    </>
  );
}

export function TimeLeft({ label, endsAtMs }: { readonly label: string; readonly endsAtMs: number }) {
  const nowMs = useServerNow(500);
  return (
    <span className="toned" data-tone={endsAtMs > nowMs ? undefined : "warn"}>
      {label === "" ? "Timer" : label} <b>{endsAtMs > nowMs ? timeLeft(endsAtMs - nowMs) : "time is up"}</b>
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
  const set = async (event: FormEvent) => {
    event.preventDefault();
    const label = typed.label.trim();
    if (isValid && (await run({ do: "timer", minutes, ...(label !== "" && { label }) })) !== null) close();
  };
  const clear = async () => {
    if ((await run({ do: "timer", minutes: null })) !== null) close();
  };
  const actions = (
    <>
      {timer === null ? null : (
        <button type="button" className="small" onClick={() => void clear()}>
          Stop the timer
        </button>
      )}
      <button type="submit" form="timer-form" className="small primary" aria-disabled={!isValid}>
        Start
      </button>
    </>
  );
  return (
    <Dialog title="Timer" close={close} actions={actions}>
      <p>Everyone sees it count down. Nothing happens by itself when it ends.</p>
      <form id="timer-form" className="stack" onSubmit={(event) => void set(event)}>
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
      </form>
    </Dialog>
  );
}
