// Watches files while they are being edited, until the user presses Ctrl+C.
import { once } from "node:events";
import { watch } from "chokidar";

export interface FileWatcher extends AsyncDisposable {
  /** Calls `onSave` as if a file had been saved. */
  trigger(): void;
  /** Resolves when no call is running. */
  idle(): Promise<void>;
}

/** Calls `onSave` after each save, one call at a time; saves during a call are followed by one more call. */
export async function watchFiles(files: readonly string[], onSave: () => Promise<void>): Promise<FileWatcher> {
  // Editors write in several steps and rename; each save should cause one call.
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
    if (event === "add" || event === "change") trigger();
  });
  await once(watcher, "ready");
  return {
    trigger,
    idle: async () => {
      await running;
    },
    async [Symbol.asyncDispose]() {
      isPending = false;
      await watcher.close();
      await running;
    },
  };
}

/** Resolves on SIGINT or SIGTERM. */
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
