// The server as an operator starts it: `server/main.ts` with default limits, restarted on the same data folder and port.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { cpuMs, descendants, proportionalBytes } from "../../../server/rehearsal/processes.ts";
import { isAlive } from "../processes.ts";

export interface FrontOptions {
  /** The size of the front's heap in MB; by default Node's own choice. */
  readonly heapMb?: number | undefined;
}

const program = fileURLToPath(new URL("../../../server/main.ts", import.meta.url));
/** Run from its source, or as the bundle that the setup prepares. */
const hostProgram = /\/host\/main\.[jt]s/;
const endMs = 10_000;
const metricsMs = 10_000;
const address = z.object({ port: z.number() });

export class Front implements AsyncDisposable {
  readonly url: string;
  readonly #port: number;
  readonly #dataDir: string;
  readonly #heapMb: number | undefined;
  #process: ChildProcess;

  static async start({ heapMb }: FrontOptions = {}): Promise<Front> {
    const front = new Front(await freePort(), heapMb);
    await front.#listening();
    return front;
  }

  private constructor(port: number, heapMb: number | undefined) {
    this.#port = port;
    this.#heapMb = heapMb;
    this.url = `http://127.0.0.1:${port}`;
    this.#dataDir = mkdtempSync(join(tmpdir(), "ws101-bench-"));
    this.#process = this.#spawn();
    process.once("exit", this.#abandon);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get alive(): boolean {
    return isAlive(this.pid);
  }

  /** Hosts and their spare, the largest first: the spare is the smallest. */
  hostPids(): readonly number[] {
    const hosts = descendants(this.pid).filter(({ command }) => hostProgram.test(command));
    return hosts.map(({ pid }) => pid).sort((a, b) => bytesOf(b) - bytesOf(a));
  }

  /** Kills the largest host. Throws if there is none: 0 as a process id would be the bench's own group. */
  killHost(): { readonly survivors: readonly number[] } {
    const [host, ...survivors] = this.hostPids();
    if (host === undefined) throw new Error("the front has no host to kill");
    process.kill(host, "SIGKILL");
    return { survivors };
  }

  /** Memory of the front. */
  frontMib(): number {
    return bytesOf(this.pid) / (1 << 20);
  }

  /** Memory of the front and all its descendants; a page shared by n of them counts 1/n for each. */
  residentMib(): number {
    const pids = [this.pid, ...descendants(this.pid).map(({ pid }) => pid)];
    return pids.reduce((sum, pid) => sum + bytesOf(pid), 0) / (1 << 20);
  }

  /** CPU time that the front and its running hosts have used, in seconds: hardly depends on what else the machine does. */
  cpuSeconds(): { readonly front: number; readonly hosts: number } {
    const seconds = (pids: readonly number[]) => pids.reduce((sum, pid) => sum + cpuMs(pid), 0) / 1_000;
    return { front: seconds([this.pid]), hosts: seconds(this.hostPids()) };
  }

  /** NaN if the front does not answer. */
  async metric(name: string): Promise<number> {
    try {
      const response = await fetch(`${this.url}/metrics`, { signal: AbortSignal.timeout(metricsMs) });
      return Number(new RegExp(`^${name} (\\S+)`, "m").exec(await response.text())?.[1]);
    } catch {
      return Number.NaN;
    }
  }

  hostsLost(): Promise<number> {
    return this.metric("ws101_hosts_lost_total");
  }

  /** Ends the front with SIGTERM and starts it again. Resolves with the moments (`Date.now()`) of its end and its return. */
  async restart(): Promise<{ readonly endedAtMs: number; readonly listeningAtMs: number }> {
    await this.#end();
    const endedAtMs = Date.now();
    this.#process = this.#spawn();
    await this.#listening();
    return { endedAtMs, listeningAtMs: Date.now() };
  }

  #spawn(): ChildProcess {
    const flags = this.#heapMb === undefined ? [] : [`--max-old-space-size=${this.#heapMb}`];
    const env = { ...process.env, PORT: String(this.#port), DATA_DIR: this.#dataDir, LOG_LEVEL: "silent" };
    return spawn(process.execPath, [...flags, program], { env, stdio: ["ignore", "pipe", "ignore"] });
  }

  async #listening(): Promise<void> {
    const { stdout } = this.#process;
    if (stdout === null) throw new Error("the front has no output");
    for await (const line of createInterface(stdout)) {
      if (!line.startsWith("ws101 is at ")) continue;
      stdout.resume();
      return;
    }
    throw new Error(`the front ended with ${this.#process.signalCode ?? this.#process.exitCode}`);
  }

  async #end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, "exit");
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), endMs);
    this.#process.kill("SIGTERM");
    await gone;
    clearTimeout(timer);
  }

  /** When the bench is interrupted. */
  readonly #abandon = (): void => {
    this.#process.kill("SIGKILL");
    rmSync(this.#dataDir, { recursive: true, force: true });
  };

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("exit", this.#abandon);
    await this.#end();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}

/** 0 for a process that has ended. */
function bytesOf(pid: number): number {
  try {
    return proportionalBytes(pid);
  } catch {
    return 0;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = address.parse(server.address());
  server.close();
  await once(server, "close");
  return port;
}
