// The workshop's timer: the time left, and what is announced of it.

/** `0:00` at the end, `1:02:03` from an hour. */
export function timeLeft(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const clock = [hours > 0 ? String(minutes).padStart(2, "0") : minutes, String(seconds % 60).padStart(2, "0")];
  return [...(hours > 0 ? [hours] : []), ...clock].join(":");
}

const marks = [
  { leftMs: 300_000, text: "5 minutes left." },
  { leftMs: 60_000, text: "1 minute left." },
] as const;
/** How long an announcement stays in the live region. */
const announcedMs = 10_000;

/** For screen readers, at 5 minutes, at 1 minute and at the end; empty in between. */
export function timerAnnouncement(leftMs: number): string {
  if (leftMs <= 0) return leftMs > -announcedMs ? "Time is up." : "";
  return marks.find((mark) => leftMs <= mark.leftMs && leftMs > mark.leftMs - announcedMs)?.text ?? "";
}
