// Bundles each process that the front starts into one script of plain JavaScript: build/host, beside the engine and the
// memory that it starts from, build/compiler, build/checks and build/clients; and the store's thread: build/store.
import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Rolldown } from "vite";
import { guestFiles, readGuest } from "../host/create-pool.ts";
import { prepareImage } from "../host/sandbox/pool.ts";
import { builtFolder, bundleOf, hashesOf, manifestOf, type ProgramFolder } from "../processes/built-program.ts";
import { limitsWith } from "../protocol/limits.ts";
import { bundle } from "./bundle.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const engine = fileURLToPath(import.meta.resolve("quickjs-wasi/quickjs.wasm"));

async function buildHost(): Promise<void> {
  const { wasm, guest } = readGuest();
  const image = join(root, builtFolder("host"), "image");
  await mkdir(join(root, builtFolder("host")), { recursive: true });
  await writeFile(image, prepareImage(wasm, guest, limitsWith()));
  await buildProcess("host", "server/host/prepared-main.ts", [engine, ...guestFiles, image]);
}

async function buildProcess(folder: ProgramFolder, entry: string, others: readonly string[] = []): Promise<void> {
  const chunk = await bundleOne(entry);
  await mkdir(join(root, builtFolder(folder)), { recursive: true });
  await writeFile(bundleOf(folder), chunk.code);
  const sources = chunk.moduleIds.filter((id) => id.startsWith(join(root, "server")));
  const inputs = [...sources, ...others, join(root, "package-lock.json"), bundleOf(folder)];
  const files = inputs.map((file) => relative(root, file).replaceAll("\\", "/"));
  // Last: without it, what a build that failed has left is not used.
  await writeFile(manifestOf(folder), JSON.stringify(hashesOf(files), null, 1));
}

async function bundleOne(entry: string): Promise<Rolldown.OutputChunk> {
  // These packages consist of so many modules that loading them takes most of a start.
  const chunks = await bundle({ ssr: entry }, { ssr: { noExternal: ["zod", "kysely"] } });
  const [chunk] = chunks;
  if (chunk === undefined || chunks.length > 1) throw new Error(`Vite did not bundle ${entry} into one script.`);
  return chunk;
}

await Promise.all([
  buildHost(),
  buildProcess("compiler", "server/compiler/main.ts"),
  buildProcess("checks", "server/checks/bundled-main.ts"),
  buildProcess("clients", "server/clients/main.ts"),
  buildProcess("store", "server/store/sqlite-thread.ts"),
]);
