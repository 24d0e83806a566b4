// Hook: the time by this browser's clock.
import { useEffect, useState } from "react";

/** Updated every `everyMs`; null: not at all. */
export function useNow(everyMs: number | null): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (everyMs === null) return;
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return Math.max(nowMs, Date.now());
}
