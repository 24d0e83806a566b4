// Other work for every core.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

const child = fileURLToPath(new URL("./busy-child.ts", import.meta.url));

/** Ends the processes that it starts, which would end with this one, too. */
export function keepBusy(): AsyncDisposable {
  const children = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, [...process.execArgv, child], { stdio: ["ignore", "ignore", "inherit", "ipc"] }),
  );
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(children.map(end));
    },
  };
}

async function end(started: ChildProcess): Promise<void> {
  if (started.exitCode !== null || started.signalCode !== null) return;
  const gone = once(started, "exit");
  started.kill("SIGKILL");
  await gone;
}
