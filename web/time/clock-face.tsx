// What the room's clock shows: running with real time, or standing still until it is moved.
import { clockTime } from "../ui/clock-time.ts";
import { shownMs, type Time } from "./time.ts";
import { usePageTime } from "./use-page-time.ts";

export function ClockFace({ time }: { readonly time: Time }) {
  const pageMs = usePageTime(time.mode === "real");
  if (time.mode === null) return <span className="clock-face">no room yet</span>;
  const shown = clockTime(shownMs(time, pageMs));
  if (time.mode === "real") return <time className="clock-face">{shown.slice(0, -4)}</time>;
  return (
    <span className="clock-face">
      <time>{shown}</time>, stands still
    </span>
  );
}
