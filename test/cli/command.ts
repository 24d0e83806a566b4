// Runs the `ws101` command as a process: its output, its exit code, and no process left behind.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const main = join(root, "server/cli/main.ts");
/** Starting a server takes a second, and much longer while other tests run. */
const timeoutMs = 60_000;
const graceMs = 20_000;

/** As `server/cli/ws101.js` sets it: without it, starting the command takes twice the CPU time. */
const compileCache = process.env.NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } : {};

export interface Exited {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export class Command implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #listeners = new Set<() => void>();
  readonly #closed: Promise<unknown>;
  out = "";
  err = "";
  /** stdout and stderr, interleaved. */
  #output = "";
  #read = 0;

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    // Its own process group, so that leftover processes can be detected.
    this.#child = spawn(process.execPath, [main, ...args], {
      cwd: root,
      detached: true,
      env: { PATH: process.env.PATH ?? "", ...compileCache, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#closed = once(this.#child, "close");
    this.#child.stdout?.on("data", (chunk: Buffer) => this.#add({ out: chunk.toString() }));
    this.#child.stderr?.on("data", (chunk: Buffer) => this.#add({ err: chunk.toString() }));
  }

  /** Resolves with the match once `pattern` appears in the output, after the previous match. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
    const look = () => {
      const found = pattern.exec(this.#output.slice(this.#read));
      if (found === null) return;
      this.#read += found.index + found[0].length;
      resolve(found);
    };
    const timer = setTimeout(() => reject(new Error(`it did not print ${pattern}:\n${this.#output}`)), timeoutMs);
    this.#listeners.add(look);
    look();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#listeners.delete(look);
    }
  }

  /** As `head -1` does once it has read its line. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }

  /** Ctrl+C. */
  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  /** Waits for the exit; asserts that no process is left. */
  async exited(): Promise<Exited> {
    const timer = setTimeout(() => this.#killAll(), timeoutMs);
    await this.#closed;
    clearTimeout(timer);
    // A process that init has yet to reap still counts as alive for a moment.
    const deadline = performance.now() + graceMs;
    while (this.#groupIsAlive() && performance.now() < deadline) await sleep(10);
    assert.ok(!this.#groupIsAlive(), "a process of the command is left alive");
    return { code: this.#child.exitCode, out: this.out, err: this.err };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#killAll();
    await this.#closed;
  }

  #add({ out = "", err = "" }: { readonly out?: string; readonly err?: string }): void {
    this.#output += out + err;
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

export async function ws101(...args: string[]): Promise<Exited> {
  await using command = new Command(args);
  return await command.exited();
}

/**
 * Requires that a command cannot run, in this process: `main.ts` prints the sentence and exits with 2, which the tests that
 * start it show.
 */
export async function refuses(
  command: (args: readonly string[]) => Promise<number>,
  args: readonly string[],
  sentence: RegExp,
): Promise<void> {
  await assert.rejects(command(args), (error) => {
    assert.ok(error instanceof Error, `${args.join(" ")}: ${error}`);
    assert.match(error.message, sentence);
    return true;
  });
}

export interface Scratch extends AsyncDisposable {
  readonly folder: string;
  /** Writes a file and returns its path. */
  file(name: string, text: string): Promise<string>;
}

export async function scratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), "ws101-cli-"));
  return {
    folder,
    async file(name, text) {
      const file = join(folder, name);
      // Atomically, as editors do: a watcher never sees half of it.
      await writeFile(`${file}.new`, text);
      await rename(`${file}.new`, file);
      return file;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
