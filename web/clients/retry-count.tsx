// Counts down to a client's next try, and lets the learner call it off.
import { useEffect, useState } from "react";

interface RetryCountProps {
  readonly name: string;
  readonly atMs: number;
  readonly stop: () => void;
}

export function RetryCount({ name, atMs, stop }: RetryCountProps) {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((atMs - nowMs) / 1000));
  return (
    <button type="button" className="quiet" aria-label={`Stop connecting ${name} again`} onClick={stop}>
      again in {seconds} s · stop
    </button>
  );
}
