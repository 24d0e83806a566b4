// Watches files while they are being edited, until the user presses Ctrl+C.
import { once } from "node:events";
import { watch } from "chokidar";
import { type Command, reportError } from "./arguments.ts";

/** Calls `onSave` after each save or deletion, one call at a time; those during a call are followed by one more call. */
export async function watchFiles(files: readonly string[], onSave: () => Promise<void>) {
  // Editors write in several steps and rename; each save should cause one call. A file that is replaced is not reported as
  // deleted.
  const watcher = watch([...files], {
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: 20, pollInterval: 5 },
  });
  let running: Promise<void> | null = null;
  let isPending = false;
  const run = async (): Promise<void> => {
    while (isPending) {
      isPending = false;
      await onSave();
    }
    running = null;
  };
  const trigger = () => {
    isPending = true;
    running ??= run();
  };
  watcher.on("all", (event) => {
    if (event !== "addDir") trigger();
  });
  await once(watcher, "ready");
  return {
    /** Calls `onSave` as if a file had been saved. */
    trigger,
    /** Resolves when no call is running. */
    idle: async () => await running,
    async [Symbol.asyncDispose]() {
      isPending = false;
      await watcher.close();
      await running;
    },
  };
}

/** Runs at once and after each save, until the user presses Ctrl+C; returns the last exit code. */
export async function onEachSave(command: Command, files: readonly string[], run: () => Promise<number>) {
  const interrupted = untilInterrupted();
  let code = 2;
  await using watcher = await watchFiles(files, async () => {
    code = await run().catch((error: unknown) => reportError(command, error));
    process.stderr.write("Waiting for changes. Press Ctrl+C to stop.\n");
  });
  watcher.trigger();
  await interrupted;
  await watcher.idle();
  return code;
}

/** Resolves on SIGINT or SIGTERM. */
export async function untilInterrupted(): Promise<void> {
  const heard = new AbortController();
  await Promise.race(["SIGINT", "SIGTERM"].map((name) => once(process, name, { signal: heard.signal })));
  heard.abort();
}
