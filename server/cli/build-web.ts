// Builds the page (build/web) and the player for embedded walkthroughs (build/embed), and compresses the page's files.
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "vite";

const root = join(import.meta.dirname, "../..");
const webDir = join(root, "build/web");

/**
 * Prints warnings only; throws if web/ does not build. Without `compress`, it takes a second less: for where the page is
 * rebuilt after every change.
 */
export async function buildWeb({ compress = true } = {}): Promise<void> {
  const { default: config } = await import("../../web/vite.config.ts");
  await build({ ...config, configFile: false, logLevel: "warn", clearScreen: false });
  if (!existsSync(join(webDir, "index.html"))) throw new Error("The build of the page produced no index.html.");
  await buildEmbed();
  if (compress) await compressFiles(webDir);
}

/** A plain script, because modules do not load in a sandboxed frame without an origin. */
async function buildEmbed(): Promise<void> {
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    build: {
      lib: {
        entry: "web/tour/embed/main.ts",
        formats: ["iife"],
        name: "ws101",
        fileName: () => "player.js",
        cssFileName: "player",
      },
      outDir: "build/embed",
      emptyOutDir: true,
      minify: true,
      target: "es2023",
      cssTarget: ["chrome123", "firefox121", "safari17.5"],
      reportCompressedSize: false,
    },
  });
}

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

const compressible = /\.(js|css|svg|json|html)$/;
/** Smaller files fit into one packet either way. */
const minBytes = 1_024;
/** The highest quality takes ten times as long and saves another tenth. */
const quality = 9;

/** Writes `.br` and `.gz` next to each file, so that the front serves files compressed once at build time. */
async function compressFiles(dir: string): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && compressible.test(entry.name));
  await Promise.all(files.map((entry) => compressFile(join(entry.parentPath, entry.name))));
}

async function compressFile(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < minBytes) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const [br, gz] = await Promise.all([
    toBrotli(bytes, { params }),
    toGzip(bytes, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
}

if (import.meta.main) await buildWeb();
