// Starts ws101 for a bench or a test: its own process, a data folder of its own, any free port, limits that do not bite.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { descendants } from "./processes.ts";

export interface Server extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  /** The front. */
  readonly pid: number;
  /** Hosts that are running, the warm spare too. */
  hostPids(): readonly number[];
  /** The front and everything it started. */
  allPids(): readonly number[];
}

/** Rates that keep strangers in bounds would be all that a bench measures. */
export const withoutRates = {
  LIMIT_MESSAGES_PER_SECOND: "1000000000",
  LIMIT_MESSAGES_BURST: "1000000000",
  LIMIT_FUEL_PER_SECOND: "1000000000000",
  LIMIT_FUEL_BURST: "1000000000000",
} as const;

const child = fileURLToPath(new URL("./server-child.ts", import.meta.url));
const hello = z.object({ url: z.url() });

export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<Server> {
  const dataDir = mkdtempSync(join(tmpdir(), "ws101-bench-"));
  const front = spawn(process.execPath, [...process.execArgv, child], {
    env: { ...process.env, PORT: "0", HOSTS: "1", DATA_DIR: dataDir, ...withoutRates, ...env },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const { url } = hello.parse(await firstWord(front));
  const pid = front.pid ?? 0;
  return {
    url,
    dataDir,
    pid,
    hostPids: () =>
      descendants(pid)
        .filter(({ command }) => command.includes("/host/"))
        .map((one) => one.pid),
    allPids: () => [pid, ...descendants(pid).map((one) => one.pid)],
    async [Symbol.asyncDispose]() {
      await end(front);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function firstWord(front: ChildProcess): Promise<unknown> {
  const gone = once(front, "exit").then(([code]) => {
    throw new Error(`the server ended before it served (exit ${code})`);
  });
  const [word] = await Promise.race([once(front, "message"), gone]);
  return word;
}

const endMs = 10_000;

async function end(front: ChildProcess): Promise<void> {
  if (front.exitCode !== null || front.signalCode !== null) return;
  const gone = once(front, "exit");
  front.disconnect();
  const timer = setTimeout(() => front.kill("SIGKILL"), endMs);
  await gone;
  clearTimeout(timer);
}
