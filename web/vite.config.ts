// Builds the page: React, and a TypeScript worker that knows no browser library (a handler runs on a server).
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { z } from "zod";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  plugins: [react(), withoutOtherFeatures()],
  worker: {
    format: "es",
    plugins: () => [withoutDomLibraries()],
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  build: {
    outDir: here("../build/web"),
    emptyOutDir: true,
    // The front reads there which scripts the editor needs.
    manifest: true,
    target: "es2023",
    // Monaco is large and comes after the text is on the screen; nothing is gained by hearing so at each build.
    chunkSizeWarningLimit: 8_000,
    reportCompressedSize: false,
    rolldownOptions: {
      input: [
        ...[here("index.html"), here("phone/index.html"), here("cells/main.ts"), here("snippet/main.ts")],
        here("landing/main.ts"),
      ],
      checks: { pluginTimings: false },
    },
  },
});

/**
 * The language's starter brings every feature along, late: the next editor that is made finds some whose services were
 * never set up, and complains. What the editor has is named in `code/monaco-features.ts`.
 */
function withoutOtherFeatures(): Plugin {
  return {
    name: "ws101:without-other-features",
    transform: {
      filter: { id: /monaco-editor\/esm\/vs\/internal\/common\/workers\.js$/ },
      handler: (source) => ({ code: source.replaceAll(/^import '[^']+';$/gm, ""), map: null }),
    },
  };
}

/** Cuts half a megabyte from the worker, and `document` from what the editor offers. */
function withoutDomLibraries(): Plugin {
  const file = /monaco-editor\/esm\/vs\/languages\/features\/typescript\/lib\/lib\.js$/;
  return {
    name: "ws101:without-dom-libraries",
    load: {
      filter: { id: file },
      async handler(id) {
        const { libFileMap } = z.object({ libFileMap: z.record(z.string(), z.string()) }).parse(await import(id));
        const kept = Object.entries(libFileMap).filter(([name]) => !/^lib\.(dom|webworker|scripthost)\b/.test(name));
        return `export const libFileMap = ${JSON.stringify(Object.fromEntries(kept))};`;
      },
    },
  };
}
