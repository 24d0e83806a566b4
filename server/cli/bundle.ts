// Bundles scripts with Vite, as this project configures it in code.
import { fileURLToPath } from "node:url";
import { type BuildEnvironmentOptions, build, type InlineConfig, type Rolldown } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The scripts, readable and unwritten. */
export async function bundle(
  options: BuildEnvironmentOptions,
  others: InlineConfig = {},
): Promise<Rolldown.OutputChunk[]> {
  const built = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    ...others,
    build: { write: false, minify: false, target: "esnext", ...options },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) => ("output" in each ? each.output : []));
  return outputs.filter((each): each is Rolldown.OutputChunk => each.type === "chunk");
}
