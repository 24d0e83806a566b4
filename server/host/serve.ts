// Serves the front: the process is started without permissions, controlled over its message channel, and ends with it.
import { Socket } from "node:net";
import { openCrashMarkerFile } from "../protocol/crash-marker.ts";
import type { ToHost } from "../protocol/host.ts";
import type { Limits } from "../protocol/limits.ts";
import { CpuAccounts } from "./cpu-budget.ts";
import { Host } from "./host.ts";
import { type Channel, processChannel } from "./host-services.ts";
import { OffloadThreads } from "./offload/threads.ts";
import type { WarmPool } from "./sandbox/pool.ts";
import { Scheduler } from "./scheduler.ts";
import { UnsentBudget } from "./unsent-budget.ts";

type StartMessage = Extract<ToHost, { readonly type: "start" }>;
type PoolFactory = (limits: Limits, warmUp: boolean) => Promise<WarmPool>;

async function createHost({ limits, warmUp }: StartMessage, channel: Channel, createPool: PoolFactory): Promise<Host> {
  const pool = await createPool(limits, warmUp);
  return new Host({
    limits,
    pool,
    threads: new OffloadThreads(pool),
    scheduler: new Scheduler(),
    accounts: new CpuAccounts(limits),
    unsent: new UnsentBudget(limits.hostUnsentBytes),
    channel,
    crashMarker: openCrashMarkerFile(),
  });
}

/** The front is trusted, so this only checks that the message is one of its own. */
function isToHost(message: unknown): message is ToHost {
  return typeof message === "object" && message !== null && "type" in message && typeof message.type === "string";
}

export function serve(createPool: PoolFactory): void {
  const channel = processChannel();
  const startedMs = performance.now();
  const early: [ToHost, Socket | undefined][] = [];
  let host: Host | null = null;

  const onReady = (created: Host) => {
    host = created;
    channel.send({ type: "ready", bootMs: performance.now() - startedMs });
    for (const [message, socket] of early.splice(0)) created.receive(message, socket);
  };
  // A host that cannot start exits; the error goes to the front's log.
  const start = (message: StartMessage) => {
    createHost(message, channel, createPool).then(onReady, (error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  };

  process.on("message", (message: unknown, handle: unknown) => {
    if (!isToHost(message)) throw new Error("The front sent an invalid message.");
    const socket = handle instanceof Socket ? handle : undefined;
    // Without a listener, a reset before the room reads the socket would end the process.
    socket?.on("error", () => socket.destroy());
    if (message.type === "start") start(message);
    else if (host) host.receive(message, socket);
    else early.push([message, socket]);
  });
  process.on("disconnect", () => process.exit(0));
}
