// Starts the server, says where it is, and takes its leave when asked to.
import { type AppOptions, createApp } from "./app.ts";
import { type Config, readConfig } from "./config.ts";
import { speaker } from "./front/fleet/speaker.ts";

/** A server that does not manage to leave is ended all the same. */
const leaveMs = 6_000;

/** Serves until SIGTERM or SIGINT. Answers the exit code; rejects with a sentence when it cannot start. */
export async function serve(config: Config, options: AppOptions = {}): Promise<number> {
  process.on("uncaughtException", survive);
  const app = await createApp(config, options);
  process.stdout.write(`ws101 is at ${app.url}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  setTimeout(() => process.exit(1), leaveMs).unref();
  await app.close();
  return 0;
}

/** A child's message that is no JSON costs that child. Everything else that nobody caught is a defect, and the end. */
function survive(error: Error): void {
  process.stderr.write(`${error.stack ?? error}\n`);
  if (!/node:internal\/child_process\/serialization/.test(error.stack ?? "")) process.exit(1);
  speaker.getStore()?.distrust();
}

if (import.meta.main) {
  try {
    process.exitCode = await serve(readConfig());
  } catch (error) {
    process.stderr.write(`ws101: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
