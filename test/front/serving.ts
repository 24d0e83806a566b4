// A complete server for a test, on a free port with its own data folder; disposal verifies that nothing is left running.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, type AppOptions, createApp } from "../../server/app.ts";
import { type Config, readConfig } from "../../server/config.ts";
import { type Course, loadCourse } from "../../server/course/load.ts";
import type { Limits } from "../../server/protocol/limits.ts";

export interface ServingOptions extends AppOptions {
  readonly limits?: Partial<Limits>;
  readonly config?: Partial<Config>;
  /** The data folder of an earlier server. It is kept when this server closes. */
  readonly dataDir?: string;
}

export interface Serving extends AsyncDisposable {
  readonly app: App;
  readonly url: string;
  /** `ws://127.0.0.1:port`. */
  readonly gate: string;
}

/** A host without a turn for longer than the standard second need not be lost on a busy machine. */
const patience: Partial<Limits> = { hostSilentMs: 10_000 };

/** Servers of this process that have not been closed, and other listening servers from before the first of them. */
let open = 0;
let others = 0;

const defaultConfig = readConfig();
let course: Promise<Course> | null = null;

export async function serve({ limits, config, dataDir, ...options }: ServingOptions = {}): Promise<Serving> {
  if (open++ === 0) others = listening();
  const dir = dataDir ?? scratch();
  const standard = readConfig({ PORT: "0", DATA_DIR: dir, HOSTS: "1", SPARES: "none", LOG_LEVEL: "silent" });
  const settings = { ...standard, ...config, limits: { ...standard.limits, ...patience, ...limits } };
  const app = await createApp(settings, { ...(options.watch ? {} : await sharedCourse(settings)), ...options }).catch(
    (error: unknown) => {
      open--;
      throw error;
    },
  );
  return {
    app,
    url: app.url,
    gate: app.url.replace("http", "ws"),
    async [Symbol.asyncDispose]() {
      const pids = app.hostPids();
      await app.close();
      if (dataDir === undefined) rmSync(dir, { recursive: true, force: true });
      assert.deepEqual(pids.filter(isAlive), [], "host processes are still running");
      if (--open === 0) assert.ok(listening() <= others, "a server is still listening");
    },
  };
}

/** Loaded once for all servers of this process, unless a test has lessons of its own. */
async function sharedCourse({ lessonsDir }: Config): Promise<Pick<AppOptions, "course">> {
  if (lessonsDir !== defaultConfig.lessonsDir) return {};
  course ??= loadCourse(lessonsDir);
  return { course: await course };
}

/** The number of listening servers in this process. */
function listening(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "TCPServerWrap").length;
}

export function scratch(): string {
  return mkdtempSync(join(tmpdir(), "ws101-front-"));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Running child processes of `pid`; none on systems without /proc. */
export function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, "latin1").split(" ").filter(Boolean).map(Number) : [];
}
