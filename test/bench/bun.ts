// Baseline for hot loading: `bun --hot`, run on the same machine at the same time. Installed on demand.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { WebSocket } from "ws";

export const bunVersion = "1.4.4";
const folder = fileURLToPath(new URL("../../build/bench-bun", import.meta.url));

/** The path of the bun binary, or the reason it is missing. */
export async function findBun(): Promise<{ readonly path: string } | { readonly missing: string }> {
  if (binary() === null) {
    const install = ["i", "--prefix", folder, "--no-audit", "--no-fund", `bun@${bunVersion}`];
    const failed = await promisify(execFile)("npm", install, { timeout: 120_000 }).then(
      () => null,
      (error: Error) => error,
    );
    if (failed !== null)
      return { missing: `npm could not install bun@${bunVersion}: ${failed.message.split("\n")[0]}` };
  }
  const path = binary();
  return path === null ? { missing: `bun@${bunVersion} has no binary for this machine` } : { path };
}

/** bun's install script moves the binary; without install scripts it stays in the platform's package. */
function binary(): string | null {
  const platform = `${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}`;
  const places = ["bun/bin/bun.exe", `@oven/bun-${platform}/bin/bun`].map((path) => join(folder, "node_modules", path));
  return places.find((path) => existsSync(path) && statSync(path).size > 1 << 20) ?? null;
}

export interface BunServer extends AsyncDisposable {
  readonly url: string;
  save(answer: string): void;
}

export async function startBun(path: string): Promise<BunServer> {
  const dir = mkdtempSync(join(tmpdir(), "ws101-bun-"));
  const file = join(dir, "server.ts");
  const port = await freePort();
  writeFileSync(file, program("0", port));
  const child = spawn(path, ["--hot", "--no-clear-screen", file], { cwd: dir, stdio: "ignore" });
  const url = `ws://127.0.0.1:${port}`;
  await answering(url, child);
  return {
    url,
    save: (answer) => writeFileSync(file, program(answer, port)),
    async [Symbol.asyncDispose]() {
      const gone = once(child, "exit");
      child.kill();
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function program(answer: string, port: number): string {
  return `interface Reply { readonly answer: string }
const reply: Reply = { answer: ${JSON.stringify(answer)} };

Bun.serve({
  port: ${port},
  hostname: "127.0.0.1",
  fetch(request, server) {
    return server.upgrade(request) ? undefined : new Response("a WebSocket is wanted", { status: 426 });
  },
  websocket: {
    message(socket, message) {
      socket.send(reply.answer);
    },
  },
});
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

/** bun does not report readiness: polls until it responds or exits. */
async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 10_000 && child.exitCode === null; attempt += 1) {
    const socket = new WebSocket(url);
    const opened = await once(socket, "open").then(
      () => true,
      () => false,
    );
    socket.terminate();
    if (opened) return;
  }
  throw new Error("bun did not start");
}
