// The `ws101` command as somebody types it: a process of its own, its output, its exit code, and nothing left of it.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as nextLook } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const main = join(root, "server/cli/main.ts");
/** Starting a server takes a second, and many on a machine that runs other tests. */
const patienceMs = 60_000;
const graceMs = 2_000;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export class Command implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #listeners = new Set<() => void>();
  readonly #ended: Promise<unknown>;
  out = "";
  err = "";
  /** Both, as they came. */
  #said = "";
  #heard = 0;

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    // A group of its own, so that it can be seen whether anything of it is left.
    this.#child = spawn(process.execPath, [main, ...args], {
      cwd: root,
      detached: true,
      env: { PATH: process.env.PATH ?? "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#ended = once(this.#child, "close");
    this.#child.stdout?.on("data", (chunk: Buffer) => this.#add({ out: chunk.toString() }));
    this.#child.stderr?.on("data", (chunk: Buffer) => this.#add({ err: chunk.toString() }));
  }

  /** Resolves with the match once `pattern` stands in the output, after what was waited for before. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
    const look = () => {
      const found = pattern.exec(this.#said.slice(this.#heard));
      if (found === null) return;
      this.#heard += found.index + found[0].length;
      resolve(found);
    };
    const timer = setTimeout(() => reject(new Error(`it did not say ${pattern}:\n${this.#said}`)), patienceMs);
    this.#listeners.add(look);
    look();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#listeners.delete(look);
    }
  }

  /** Ctrl+C. */
  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  /** Waits for the end; then no process of it may be left. */
  async ended(): Promise<Ended> {
    const timer = setTimeout(() => this.#killAll(), patienceMs);
    await this.#ended;
    clearTimeout(timer);
    // One that was reaped late, by init, still counts as there for a moment.
    const deadline = performance.now() + graceMs;
    while (this.#groupIsAlive() && performance.now() < deadline) await nextLook(10);
    assert.ok(!this.#groupIsAlive(), "a process of the command is left alive");
    return { code: this.#child.exitCode, out: this.out, err: this.err };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#killAll();
    await this.#ended;
  }

  #add({ out = "", err = "" }: { readonly out?: string; readonly err?: string }): void {
    this.#said += out + err;
    this.out += out;
    this.err += err;
    for (const listener of this.#listeners) listener();
  }

  #groupIsAlive(): boolean {
    try {
      return process.kill(-(this.#child.pid ?? 0), 0);
    } catch {
      return false;
    }
  }

  #killAll(): void {
    if (this.#groupIsAlive()) process.kill(-(this.#child.pid ?? 0), "SIGKILL");
  }
}

export async function ws101(...args: string[]): Promise<Ended> {
  await using command = new Command(args);
  return await command.ended();
}

export interface Scratch extends AsyncDisposable {
  readonly folder: string;
  /** Writes a file; answers its path. */
  file(name: string, text: string): Promise<string>;
}

export async function scratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), "ws101-cli-"));
  return {
    folder,
    async file(name, text) {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
