// Ejects handlers, and runs what was written with npm, outside the repository.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ejectCommand } from "../../server/cli/eject.ts";

const run = promisify(execFile);
const command = fileURLToPath(new URL("../../server/cli/main.ts", import.meta.url));
const { NODE_TEST_CONTEXT: _, PATH, ...rest } = process.env;
/** npm's scripts find this Node first, and their tests report as if no other ran. */
const env = { ...rest, PATH: `${dirname(process.execPath)}:${PATH}` };

export async function eject(target: string, style: string, dir: string): Promise<string> {
  assert.equal(await ejectCommand([target, dir, "--style", style]), 0);
  return dir;
}

/** Runs `ws101 eject` in a process of its own, as people do, and resolves to what it prints. */
export async function ejectApart(target: string, style: string, dir: string): Promise<string> {
  const { stdout } = await run(process.execPath, [command, "eject", target, dir, "--style", style], { env });
  return stdout;
}

/** What npm prints; rejects if it fails. */
export async function npm(dir: string, ...args: string[]): Promise<string> {
  const { stdout } = await run("npm", args, { cwd: dir, env });
  return stdout;
}

/** What `npm test` prints, whether it passes or not. */
export async function npmTest(dir: string): Promise<string> {
  return await npm(dir, "test").catch(outputOf);
}

/** The same without npm in between. */
export async function runTests(dir: string): Promise<string> {
  const tests = run(process.execPath, ["--test", "test.ts"], { cwd: dir, env }).then(({ stdout }) => stdout);
  return await tests.catch(outputOf);
}

function outputOf(error: unknown): string {
  if (error instanceof Error && "stdout" in error) return String(error.stdout);
  throw error;
}

export async function install(dir: string): Promise<void> {
  await npm(dir, "install", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=0");
}

/** In place of a second `npm install`: all projects have the same packages. */
export async function copyPackages(from: string, to: string): Promise<void> {
  await cp(join(from, "node_modules"), join(to, "node_modules"), { recursive: true, verbatimSymlinks: true });
}

/** `npm start`, without npm in between: stopping npm would leave the server. Resolves when the server listens. */
export async function start(dir: string, file: string, port: number) {
  const child = spawn(process.execPath, [join(dir, file)], { cwd: dir, env: { ...env, PORT: String(port) } });
  const exited = once(child, "exit");
  await Promise.race([once(child.stdout, "data"), exited]);
  return {
    /** Resolves with the exit code; null if the signal ended the process. */
    async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
