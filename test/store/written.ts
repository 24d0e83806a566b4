// Runs writer.ts as a child, reads what it acknowledged, and compares that with the store afterwards.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openStore } from "../../server/store/sqlite.ts";

export interface Written {
  /** Newest acknowledged save of each lane. */
  readonly newest: ReadonlyMap<string, { readonly version: number; readonly n: number }>;
  /** Newest version of each lane that was marked as loaded. */
  readonly loaded: ReadonlyMap<string, number>;
  readonly count: number;
  /** What the writer said when the store refused. */
  readonly refusals: readonly string[];
}

const writer = fileURLToPath(new URL("./writer.ts", import.meta.url));

/** As the user `nobody` if requested, because root can write everywhere. */
export function startWriter(dataDir: string, as: "me" | "nobody" = "me"): ChildProcess {
  const uid = as === "nobody" && process.getuid?.() === 0 ? { uid: 65534 } : {};
  return spawn(process.execPath, [writer, dataDir], { stdio: ["ignore", "pipe", "inherit"], ...uid });
}

/** Limits files to 2 MiB and ignores the signal for that, so that writes fail as on a full disk. */
export function startWriterOnFullDisk(dataDir: string): ChildProcess {
  const script = 'trap "" XFSZ; ulimit -f 2048; exec "$0" "$@"';
  const args = ["-c", script, process.execPath, writer, dataDir, "20000"];
  return spawn("bash", args, { stdio: ["ignore", "pipe", "inherit"] });
}

/** Reads until the writer is gone; kills it with `SIGKILL` after so many acknowledged saves. */
export async function readWriter(child: ChildProcess, killAfter = Number.POSITIVE_INFINITY): Promise<Written> {
  const newest = new Map<string, { version: number; n: number }>();
  const loaded = new Map<string, number>();
  const refusals: string[] = [];
  let count = 0;
  assert.ok(child.stdout);
  const gone = once(child, "exit");
  for await (const line of createInterface(child.stdout)) {
    const [word, lane = "", version, n, marked] = line.split(" ");
    if (word !== "saved") refusals.push(line);
    if (word !== "saved") continue;
    newest.set(lane, { version: Number(version), n: Number(n) });
    if (marked === "true") loaded.set(lane, Number(version));
    count += 1;
    if (count === killAfter) child.kill("SIGKILL");
  }
  await gone;
  return { newest, loaded, count, refusals };
}

/** Every lane's newest acknowledged save is there with its text, or a later one that was not yet acknowledged. */
export async function assertKept(dataDir: string, written: Written): Promise<void> {
  await using store = await openStore({ dataDir });
  for (const [lane, { version, n }] of written.newest) {
    const kept = await store.codeVersion(`learner ${lane}`, "echo", version);
    assert.match(kept?.source ?? "", new RegExp(`^${n} x+$`), `lane ${lane} lost version ${version}`);
  }
  for (const [lane, version] of written.loaded) {
    const serving = await store.lastLoaded(`learner ${lane}`, "echo");
    assert.ok((serving?.version ?? 0) >= version, `lane ${lane} forgot that ${version} had loaded`);
  }
}
