// The host process: started by the front without rights, told what to do over its channel, gone when the channel is.
import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { ToHost } from "../protocol/host.ts";
import { type Channel, processChannel } from "./channel.ts";
import { openCrashMarkerFile } from "./crash-marker-file.ts";
import { Host } from "./host.ts";
import { createSandboxPool } from "./sandbox/pool.ts";
import { Scheduler } from "./scheduler.ts";

/** Sandboxes that stand ready before anybody asks. */
const warmSandboxes = 4;

const guestFile = fileURLToPath(new URL("../../build/guest.js", import.meta.url));
const engineFile = fileURLToPath(import.meta.resolve("quickjs-wasi/quickjs.wasm"));

async function boot({ limits }: Extract<ToHost, { readonly type: "start" }>, channel: Channel): Promise<Host> {
  const pool = await createSandboxPool({
    limits,
    wasm: readFileSync(engineFile),
    guestBundle: readFileSync(guestFile, "utf8"),
    warm: warmSandboxes,
  });
  return new Host({ limits, pool, scheduler: new Scheduler(), channel, crashMarker: openCrashMarkerFile() });
}

/** The front is trusted: it is enough to know that this is one of its messages. */
function isToHost(message: unknown): message is ToHost {
  return typeof message === "object" && message !== null && "type" in message && typeof message.type === "string";
}

function serve(channel: Channel): void {
  const startedMs = performance.now();
  const early: [ToHost, Socket | undefined][] = [];
  let host: Host | null = null;

  const ready = (booted: Host) => {
    host = booted;
    channel.tell({ type: "ready", bootMs: performance.now() - startedMs });
    for (const [message, socket] of early.splice(0)) booted.receive(message, socket);
  };
  // A host that cannot boot ends; its complaint goes to the front's log.
  const start = (message: Extract<ToHost, { readonly type: "start" }>) => {
    boot(message, channel).then(ready, (error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  };

  process.on("message", (message: unknown, handle: unknown) => {
    if (!isToHost(message)) throw new Error("The front sent something else than a message.");
    const socket = handle instanceof Socket ? handle : undefined;
    // Until it is read, nobody else listens for its errors.
    socket?.on("error", () => socket.destroy());
    if (message.type === "start") start(message);
    else if (host) host.receive(message, socket);
    else early.push([message, socket]);
  });
  process.on("disconnect", () => process.exit(0));
}

serve(processChannel());
