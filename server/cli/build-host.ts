// Bundles the host into one script of plain JavaScript, beside the engine and the memory that it starts from: build/host.
import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";
import { hashesOf, hostBundle, hostManifest } from "../front/fleet/host-program.ts";
import { readGuest } from "../host/create-pool.ts";
import { prepareImage } from "../host/sandbox/prepared-image.ts";
import { limitsWith } from "../protocol/limits.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const outDir = join(root, "build/host");
const engine = fileURLToPath(import.meta.resolve("quickjs-wasi/quickjs.wasm"));

async function buildHost(): Promise<void> {
  const built = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    build: { ssr: "server/host/prepared-main.ts", write: false, minify: false, target: "esnext" },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) => ("output" in each ? each.output : []));
  const chunks = outputs.filter((each): each is Rolldown.OutputChunk => each.type === "chunk");
  const [chunk] = chunks;
  if (chunk === undefined || chunks.length > 1) throw new Error("Vite did not bundle the host into one script.");
  const { wasm, guestBundle } = readGuest();
  const image = join(outDir, "image");
  await mkdir(outDir, { recursive: true });
  await writeFile(hostBundle, chunk.code);
  await writeFile(image, prepareImage(wasm, guestBundle, limitsWith()));
  const sources = chunk.moduleIds.filter((id) => id.startsWith(join(root, "server")));
  const inputs = [...sources, engine, join(root, "build/guest.js"), join(root, "package-lock.json")];
  const files = [...inputs, hostBundle, image].map((file) => relative(root, file).replaceAll("\\", "/"));
  // Last: without it, what a build that failed has left is not used.
  await writeFile(hostManifest, JSON.stringify(hashesOf(files), null, 1));
}

await buildHost();
