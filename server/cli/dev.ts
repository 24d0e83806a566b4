// `ws101 dev`: the server for those who change it. A changed file builds what depends on it and starts the server again.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { watch } from "chokidar";
import { buildGuest } from "./build-guest.ts";
import { buildWeb } from "./build-web.ts";

const root = join(import.meta.dirname, "../..");
const settleMs = 100;

/** Runs until SIGINT or SIGTERM. A build that fails is shown, and the last good one serves on. */
export async function devCommand(args: readonly string[]): Promise<number> {
  const server = new Server(args);
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let working = Promise.resolve();
  const watcher = watch(["server", "web", "lessons"], { cwd: root, ignoreInitial: true });
  watcher.on("all", (_event, file) => {
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...changed];
      changed.clear();
      working = working.then(() => renew(files, server));
    }, settleMs);
  });
  server.start();
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  clearTimeout(timer);
  await watcher.close();
  await working;
  await server.stop();
  return 0;
}

async function renew(files: readonly string[], server: Server): Promise<void> {
  const under = (...folders: string[]) => files.some((file) => folders.some((folder) => file.startsWith(folder)));
  try {
    if (under("server/guest", "server/protocol")) await buildGuest();
    if (under("web", "server/protocol", "server/guest/types")) await buildWeb({ compress: false });
    if (under("server", "lessons")) await server.restart();
    process.stderr.write(`ws101: ${files.length === 1 ? files[0] : `${files.length} files`} changed\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}

class Server {
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;

  constructor(args: readonly string[]) {
    this.#args = args;
  }

  start(): void {
    this.#child = spawn(process.execPath, [join(root, "server/cli/main.ts"), "serve", ...this.#args], {
      stdio: "inherit",
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }

  async restart(): Promise<void> {
    await this.stop();
    this.start();
  }
}
