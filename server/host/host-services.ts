// Services that all rooms of a host share, including the channel to the front.
import type { CrashMarkerFile } from "../protocol/crash-marker.ts";
import type { SandboxPool } from "../protocol/guest.ts";
import type { FromHost } from "../protocol/host.ts";
import type { Limits } from "../protocol/limits.ts";
import type { CpuAccounts } from "./cpu-budget.ts";
import type { OffloadThreads } from "./offload/threads.ts";
import type { Scheduler } from "./scheduler.ts";
import type { UnsentBudget } from "./unsent-budget.ts";

export interface HostServices {
  readonly limits: Limits;
  readonly pool: SandboxPool;
  readonly threads: OffloadThreads;
  readonly scheduler: Scheduler;
  readonly accounts: CpuAccounts;
  readonly unsent: UnsentBudget;
  readonly channel: Channel;
  readonly crashMarker: CrashMarkerFile;
}

/** To the front. */
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
