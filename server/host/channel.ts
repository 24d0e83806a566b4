// The host's end of its message channel to the front.
import type { FromHost } from "../protocol/host.ts";

export interface Channel {
  send(message: FromHost): void;
  /** True while many messages wait to be sent: drop what may be dropped (frames, console lines). */
  readonly congested: boolean;
}

const congestedAt = 256;

/** The channel that `child_process` gave this process. */
export function processChannel(): Channel {
  let waiting = 0;
  const send = (message: FromHost) => {
    if (!process.connected || !process.send) return;
    waiting += 1;
    // A lost channel is handled by the "disconnect" event.
    process.send(message, undefined, undefined, () => {
      waiting -= 1;
    });
  };
  return {
    send,
    get congested() {
      return waiting > congestedAt;
    },
  };
}
