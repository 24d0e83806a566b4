// Starts ws101 for a benchmark or test in its own process, with its own data folder, a free port and generous limits.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { descendants } from "../../server/rehearsal/processes.ts";

export interface Server extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  /** The front's process id. */
  readonly pid: number;
  /** Active hosts, without the warm spare. */
  activeHosts(): Promise<readonly number[]>;
  /** Running processes of one kind, warm spares included. */
  pidsOf(kind: Kind): readonly number[];
  /** The front and all its descendants. */
  allPids(): readonly number[];
  /** Kills the front with SIGKILL, as a crash would. */
  kill(): Promise<void>;
}

/** Identified by the folder of each process's entry module. */
export type Kind = "host" | "compiler" | "checks";

export interface ServerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** An existing data folder; by default a fresh one that is removed at the end. */
  readonly dataDir?: string;
}

/** Raises rate limits, which would otherwise dominate every figure. */
export const withoutRates = {
  LIMIT_MESSAGES_PER_SECOND: "1000000000",
  LIMIT_MESSAGES_BURST: "1000000000",
  LIMIT_FUEL_PER_SECOND: "1000000000000",
  LIMIT_FUEL_BURST: "1000000000000",
  LIMIT_NETWORK_FUEL_PER_SECOND: "1000000000000",
  LIMIT_NETWORK_FUEL_BURST: "1000000000000",
} as const;

const child = fileURLToPath(new URL("../../server/rehearsal/server-process.ts", import.meta.url));
const hello = z.object({ url: z.url() });
const hosts = z.object({ hosts: z.array(z.number()) });

export async function startServer({ env = {}, dataDir: given }: ServerOptions = {}): Promise<Server> {
  const dataDir = given ?? mkdtempSync(join(tmpdir(), "ws101-bench-"));
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
    async activeHosts() {
      front.send("hosts");
      return hosts.parse(await firstWord(front)).hosts;
    },
    pidsOf: (kind) =>
      descendants(pid)
        .filter(({ command }) => command.includes(`/${kind}/`))
        .map((one) => one.pid),
    allPids: () => [pid, ...descendants(pid).map((one) => one.pid)],
    async kill() {
      const gone = once(front, "exit");
      front.kill("SIGKILL");
      await gone;
    },
    async [Symbol.asyncDispose]() {
      await end(front);
      if (given === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function firstWord(front: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  const gone = once(front, "exit", { signal: over.signal }).then(([code]) => {
    throw new Error(`the server exited during start-up (exit code ${code})`);
  });
  try {
    const [word] = await Promise.race([once(front, "message", { signal: over.signal }), gone]);
    return word;
  } finally {
    gone.catch(() => undefined);
    over.abort();
  }
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
