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
  /** Hosts that take rooms, without the warm spare. */
  activeHosts(): Promise<readonly number[]>;
  /** Processes of one kind that are running, warm spares too. */
  pidsOf(kind: Kind): readonly number[];
  /** The front and everything it started. */
  allPids(): readonly number[];
  /** Ends the front as a crash would, with nothing said to anybody. */
  kill(): Promise<void>;
}

/** By the folder of the program that each runs. */
export type Kind = "host" | "compiler" | "checks";

export interface ServerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** One that was served before; without it, a fresh one that goes when the server ends. */
  readonly dataDir?: string;
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
    throw new Error(`the server ended instead of answering (exit ${code})`);
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
