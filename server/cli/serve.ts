// `ws101 serve`: starts the server. Flags override the environment.
import { readConfig } from "../config.ts";
import { parseServeArguments } from "./arguments.ts";

/** Runs until interrupted; rejects if it cannot start, with one sentence that says why. */
export async function serveCommand(args: readonly string[]): Promise<number> {
  const { port, host, dataDir, lessonsDir, watch, qr } = parseServeArguments(args);
  const flags = { PORT: port, HOST: host, DATA_DIR: dataDir, LESSONS_DIR: lessonsDir };
  const config = readConfig(Object.fromEntries(Object.entries(flags).filter(([, value]) => value)));
  const { serve } = await import("../main.ts");
  return serve(config, { watch, qr });
}
