// Files that are being edited, and the wish to stop.
import { once } from "node:events";
import { watch } from "chokidar";

/** Calls `saved` after each save from now on, one call at a time; a save during a call is followed by another. */
export async function watchFiles(files: readonly string[], saved: () => Promise<void>): Promise<AsyncDisposable> {
  // Editors write in steps and rename; one save shall be one call.
  const watcher = watch([...files], {
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: 20, pollInterval: 5 },
  });
  let running: Promise<void> | null = null;
  let wanted = false;
  const run = async (): Promise<void> => {
    while (wanted) {
      wanted = false;
      await saved();
    }
    running = null;
  };
  watcher.on("all", (event) => {
    if (event !== "add" && event !== "change") return;
    wanted = true;
    running ??= run();
  });
  await once(watcher, "ready");
  return {
    async [Symbol.asyncDispose]() {
      wanted = false;
      await watcher.close();
      await running;
    },
  };
}

/** Resolves at Ctrl+C, or when asked to end. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      resolve();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}
