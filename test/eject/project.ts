// Ejects handlers with the real command, and runs what was written with npm, outside the repository.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const command = fileURLToPath(new URL("../../server/cli/main.ts", import.meta.url));
const { NODE_TEST_CONTEXT: _, PATH, ...rest } = process.env;
/** npm's scripts find this Node first, and their tests report as if no other ran. */
const env = { ...rest, PATH: `${dirname(process.execPath)}:${PATH}` };

export async function eject(target: string, style: string, dir: string): Promise<string> {
  await run(process.execPath, [command, "eject", target, dir, "--style", style], { env });
  return dir;
}

/** What npm prints; rejects if it fails. */
export async function npm(dir: string, ...args: string[]): Promise<string> {
  const { stdout } = await run("npm", args, { cwd: dir, env });
  return stdout;
}

export async function install(dir: string): Promise<void> {
  await npm(dir, "install", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=0");
}

/** `npm start`, without npm in between: stopping npm would leave the server. Resolves when the server listens. */
export async function start(dir: string, file: string, port: number) {
  const child = spawn(process.execPath, [join(dir, file)], { cwd: dir, env: { ...env, PORT: String(port) } });
  await once(child.stdout, "data");
  return {
    async [Symbol.asyncDispose]() {
      const exited = once(child, "exit");
      child.kill();
      await exited;
    },
  };
}
