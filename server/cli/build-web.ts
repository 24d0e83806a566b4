// Builds the page: web/ becomes build/web, which the front serves as it stands.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { buildEmbed } from "./build-embed.ts";

const root = join(import.meta.dirname, "../..");

/** Quiet but for warnings; throws when web/ does not build. */
export async function buildWeb(): Promise<void> {
  const { default: config } = await import("../../web/vite.config.ts");
  await build({ ...config, configFile: false, logLevel: "warn", clearScreen: false });
  if (!existsSync(join(root, "build/web/index.html"))) throw new Error("the page's build left no index.html");
  await buildEmbed();
}

if (import.meta.main) {
  await buildWeb();
}
