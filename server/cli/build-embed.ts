// Builds the player that walkthroughs have in frames of other pages: build/embed/player.js and player.css.
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** One plain script: a frame may be sandboxed so that it has no origin, and then modules do not load. */
export async function buildEmbed(): Promise<void> {
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
