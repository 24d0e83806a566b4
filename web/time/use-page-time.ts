// The page's own clock for components that show time passing: five times a second, and only while they need it.
import { useEffect, useState } from "react";

const paintMs = 200;

export function usePageTime(isRunning: boolean): number {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    if (!isRunning) return;
    setNowMs(performance.now());
    const timer = setInterval(() => setNowMs(performance.now()), paintMs);
    return () => clearInterval(timer);
  }, [isRunning]);
  return nowMs;
}
