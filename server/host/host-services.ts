// What all rooms of a host share.

import type { CrashMarkerFile } from "../protocol/crash-marker.ts";
import type { SandboxPool } from "../protocol/guest.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Channel } from "./channel.ts";
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
