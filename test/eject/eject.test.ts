import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { EjectError, projectFiles } from "../../server/eject/project.ts";
import { eject, install, npm, start } from "./project.ts";

const folder = await mkdtemp(join(tmpdir(), "ws101-eject-"));
after(() => rm(folder, { recursive: true, force: true }));

const lessons = fileURLToPath(new URL("../../lessons/", import.meta.url));

async function ejectAndInstall(slug: string, style: string, skip: (why: string) => void): Promise<string | null> {
  const dir = await eject(slug, style, join(folder, `${slug}-${style}`));
  try {
    await install(dir);
    return dir;
  } catch (error) {
    if (!/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|E40\d/.test(String(error))) throw error;
    skip("npm's registry cannot be reached.");
    return null;
  }
}

test("CL40 a solution in loop style is a project whose tests pass, which serves, and whose tests find what breaks", async (t) => {
  const dir = await ejectAndInstall("split", "loop", (why) => t.skip(why));
  if (dir === null) return;
  assert.equal(
    await readFile(join(dir, "handler.ts"), "utf8"),
    await readFile(`${lessons}05-split/loop/solution.ts`, "utf8"),
  );
  assert.match(await npm(dir, "test"), /pass [1-9][0-9]*\n.*fail 0\n/s);
  {
    await using _server = await start(dir, "server.ts", 42_117);
    assert.equal(await echoed("ws://127.0.0.1:42117"), "hello");
  }
  const source = await readFile(join(dir, "handler.ts"), "utf8");
  await writeFile(join(dir, "handler.ts"), source.replace("tick <= 5", "tick <= 4"));
  const failed: unknown = await npm(dir, "test").catch((error: { stdout: string }) => error.stdout);
  assert.match(String(failed), /expected text "tick 5" but the socket closed with 1000/);
  await writeFile(join(dir, "handler.ts"), source.replace("await sender.send(message.data)", "missing()"));
  const crashed: unknown = await npm(dir, "test").catch((error: { stdout: string }) => error.stdout);
  assert.match(String(crashed), /The handler failed at line \d+: ReferenceError: missing is not defined/);
});

test("CL40 a solution in events style is a project whose tests pass and which serves with ws alone", async (t) => {
  const dir = await ejectAndInstall("heartbeat", "events", (why) => t.skip(why));
  if (dir === null) return;
  assert.match(await npm(dir, "test"), /pass [1-9][0-9]*\n.*fail 0\n/s);
  const source = await readFile(join(dir, "handler.ts"), "utf8");
  assert.match(source, /import \{ WebSocketServer \} from "ws";/);
  await writeFile(join(dir, "handler.ts"), source.replace("30_000", "40_000"));
  await assert.rejects(npm(dir, "test"));
});

test("CL41 a handler that Node cannot run is refused with what to replace", async () => {
  const project = {
    slug: "echo",
    title: "Echo",
    style: "loop",
    checksFile: `${lessons}02-echo/checks.ts`,
    clock: "stepped",
  } as const;
  await assert.rejects(projectFiles({ ...project, source: "enum Colour { red }" }), (error) => {
    return error instanceof EjectError && /excludes enums\. Replace it first\.$/.test(error.message);
  });
  await assert.rejects(projectFiles({ ...project, source: "const = 1;" }), /does not compile/);
});

function echoed(url: string): Promise<string> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("open", () => socket.send("hello"));
    socket.on("message", (data) => {
      socket.close();
      resolve(String(data));
    });
  });
}
