// `ws101 dev`: the server for developers of ws101. A changed file rebuilds what depends on it and restarts the server, which
// loads changed lessons itself.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { watch } from "chokidar";
import { buildGuest } from "./build-guest.ts";
import { buildWeb } from "./build-web.ts";
import { untilInterrupted } from "./watch.ts";

const root = join(import.meta.dirname, "../..");
const debounceMs = 100;

/** Runs until interrupted. If a build fails, its error is shown and the previous build stays in use. */
export async function devCommand(args: readonly string[]): Promise<number> {
  const server = new ServerProcess(args);
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let rebuilding = Promise.resolve();
  const watcher = watch(["server", "web"], { cwd: root, ignoreInitial: true });
  watcher.on("all", (_event, file) => {
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...changed];
      changed.clear();
      rebuilding = rebuilding.then(() => rebuild(files, server));
    }, debounceMs);
  });
  server.start();
  await untilInterrupted();
  clearTimeout(timer);
  await watcher.close();
  await rebuilding;
  await server.stop();
  return 0;
}

async function rebuild(files: readonly string[], server: ServerProcess): Promise<void> {
  const changedIn = (...folders: string[]) => files.some((file) => folders.some((folder) => file.startsWith(folder)));
  try {
    if (changedIn("server/guest", "server/protocol")) await buildGuest();
    if (changedIn("web", "server/protocol", "server/guest/types")) await buildWeb({ compress: false });
    if (changedIn("server")) {
      await server.stop();
      server.start();
    }
    process.stderr.write(`ws101: ${files.length === 1 ? files[0] : `${files.length} files`} changed\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}

class ServerProcess {
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;

  constructor(args: readonly string[]) {
    this.#args = args;
  }

  start(): void {
    const args = [join(root, "server/cli/main.ts"), "serve", "--watch", ...this.#args];
    this.#child = spawn(process.execPath, args, { stdio: "inherit" });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await exited;
  }
}
