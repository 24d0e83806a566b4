// The host's end of its channel to the front: what it tells, and whether the front keeps up.
import type { FromHost } from "../protocol/host.ts";

export interface Channel {
  tell(message: FromHost): void;
  /** True while many messages wait for the front: what may be dropped (frames, console lines) should be. */
  readonly crowded: boolean;
}

const crowdedAt = 256;

/** The channel that `child_process` gave this process. */
export function processChannel(): Channel {
  let waiting = 0;
  const tell = (message: FromHost) => {
    if (!process.connected || !process.send) return;
    waiting += 1;
    // A channel that is gone is noticed by `disconnect`; nobody is left to be told.
    process.send(message, undefined, undefined, () => {
      waiting -= 1;
    });
  };
  return {
    tell,
    get crowded() {
      return waiting > crowdedAt;
    },
  };
}
