// The server that a rehearsal starts for itself: measured, and, if asked to, broken on purpose.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const program = fileURLToPath(new URL("./server-process.ts", import.meta.url));
const helloSchema = z.object({ url: z.url() });
const hostsSchema = z.object({ hosts: z.array(z.number()) });
const closeMs = 10_000;

interface OwnServerOptions {
  readonly token: string;
  /** The environment that the server gets besides its port, its folder and the token. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export class OwnServer implements AsyncDisposable {
  readonly #options: OwnServerOptions;
  readonly #dataDir: string;
  #child: ChildProcess;
  #url = "";

  /** Rejects if the server cannot start; says why on stderr. */
  static async start(options: OwnServerOptions): Promise<OwnServer> {
    await using owned = new AsyncDisposableStack();
    const server = owned.use(new OwnServer(options, await mkdtemp(join(tmpdir(), "ws101-rehearsal-"))));
    await server.#listen();
    owned.move();
    return server;
  }

  private constructor(options: OwnServerOptions, dataDir: string) {
    this.#options = options;
    this.#dataDir = dataDir;
    this.#child = this.#spawn("0");
  }

  get url(): string {
    return this.#url;
  }

  /** The front's. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Kills a host as a crash would. Returns its pid; null if none is running. */
  async killHost(turn: number): Promise<number | null> {
    this.#child.send("hosts");
    const { hosts } = hostsSchema.parse(await firstMessage(this.#child));
    const pid = hosts[turn % Math.max(1, hosts.length)];
    if (pid !== undefined) process.kill(pid, "SIGKILL");
    return pid ?? null;
  }

  /** Kills the front as a crash would, and starts it again at the same address with the same data. */
  async crash(): Promise<void> {
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone;
    this.#child = this.#spawn(new URL(this.#url).port);
    await this.#listen();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, "exit");
      if (this.#child.connected) this.#child.disconnect();
      const timer = setTimeout(() => this.#child.kill("SIGKILL"), closeMs);
      await gone;
      clearTimeout(timer);
    }
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  #spawn(port: string): ChildProcess {
    const { token, environment } = this.#options;
    const own = { PORT: port, DATA_DIR: this.#dataDir, INSTRUCTOR_TOKEN: token, PUBLIC_URL: "", TRUST_PROXY: "" };
    return spawn(process.execPath, [program], {
      env: { LOG_LEVEL: "error", ...environment, ...own },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
  }

  async #listen(): Promise<void> {
    this.#url = helloSchema.parse(await firstMessage(this.#child)).url;
  }
}

async function firstMessage(child: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  const exited = once(child, "exit", { signal: over.signal }).then(([code]) => {
    throw new Error(`The server ended with code ${code}.`);
  });
  try {
    const [message] = await Promise.race([once(child, "message", { signal: over.signal }), exited]);
    return message;
  } finally {
    exited.catch(() => undefined);
    over.abort();
  }
}
