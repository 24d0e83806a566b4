// What a move of the clock did, in one sentence.
import { span } from "./amount.ts";
import type { Jump, Tally } from "./time.ts";

/** `30 s passed: 2 pings sent, 2 pongs came back.`, and before it that a real clock was stopped for it. */
export function jumpSentence({ byMs, nowMs, nextWakeAtMs, tally, hasStopped }: Jump): string {
  const happened = happenings(tally);
  const what = happened.length > 0 ? happened.join(", ") : `nothing happened${nextText(nowMs, nextWakeAtMs)}`;
  return `${hasStopped ? "The clock is stepped now. " : ""}${span(byMs)} passed: ${what}.`;
}

function nextText(nowMs: number, nextWakeAtMs: number | null): string {
  if (nextWakeAtMs === null) return ", no timer is set";
  return `, the next timer is due in ${span(nextWakeAtMs - nowMs)}`;
}

function happenings({ frames, lines, faults }: Tally): string[] {
  const of = (key: string) => frames[key] ?? 0;
  return [
    counted(of("out 9"), "ping", "sent"),
    counted(of("in 10"), "pong", "came back"),
    counted(of("out 1") + of("out 2"), "message", "sent"),
    counted(of("in 1") + of("in 2"), "message", "received"),
    counted(of("out 8"), "close", "sent"),
    counted(lines, "line", "printed"),
    counted(faults, "fault", ""),
  ].filter((text) => text !== "");
}

function counted(count: number, noun: string, verb: string): string {
  return count === 0 ? "" : `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"} ${verb}`.trimEnd();
}
