// The clock of a walkthrough that plays: it tells how much time is over with each frame that the browser paints.

export interface Clock {
  start(): void;
  stop(): void;
}

/** A frame that took long, or a page that slept, is not made up for. */
const longestFrameMs = 250;

export function createClock(tick: (ms: number) => void): Clock {
  let frame = 0;
  let last = 0;
  const onFrame = (now: number) => {
    frame = requestAnimationFrame(onFrame);
    const ms = Math.min(longestFrameMs, Math.max(0, now - last));
    last = now;
    tick(ms);
  };
  return {
    start() {
      cancelAnimationFrame(frame);
      last = performance.now();
      frame = requestAnimationFrame(onFrame);
    },
    stop: () => cancelAnimationFrame(frame),
  };
}
