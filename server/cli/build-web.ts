// Builds the page: web/ becomes build/web, which the front serves as it stands, compressed beforehand.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { buildEmbed } from "./build-embed.ts";
import { compressWeb } from "./compress-web.ts";

const root = join(import.meta.dirname, "../..");
const out = join(root, "build/web");

export interface BuildWebOptions {
  /** Not worth its second where the page is built again at each change. */
  readonly compress?: boolean;
}

/** Quiet but for warnings; throws when web/ does not build. */
export async function buildWeb({ compress = true }: BuildWebOptions = {}): Promise<void> {
  const { default: config } = await import("../../web/vite.config.ts");
  await build({ ...config, configFile: false, logLevel: "warn", clearScreen: false });
  if (!existsSync(join(out, "index.html"))) throw new Error("the page's build left no index.html");
  await buildEmbed();
  if (compress) await compressWeb(out);
}

if (import.meta.main) {
  await buildWeb();
}
