// Starts the server, prints its URL, and shuts down on SIGTERM, SIGINT and SIGHUP.
import { type AppOptions, createApp } from "./app.ts";
import { startMessage } from "./cli/start-message.ts";
import { type Config, readConfig } from "./config.ts";
import { publicOrigins } from "./front/gate/public-origins.ts";
import { killSenderOf } from "./processes/managed-process.ts";

/** A shutdown that takes longer is cut short. */
const closeMs = 6_000;

export interface ServeOptions extends AppOptions {
  /** Prints a QR code of the address for others; by default on a terminal only. */
  readonly qr?: boolean;
}

/** Serves until SIGTERM, SIGINT or SIGHUP, then returns the exit code. Rejects with one sentence if the server cannot start. */
export async function serve(config: Config, options: ServeOptions = {}): Promise<number> {
  process.on("uncaughtException", (error) => {
    process.stderr.write(`${error.stack ?? error}\n`);
    if (!killSenderOf(error)) process.exit(1);
  });
  const app = await createApp(config, options);
  const isPainted = process.stdout.isTTY;
  const origins = publicOrigins({ ...config, port: Number(new URL(app.url).port) });
  const forOthers = startMessage(origins, { isQrShown: options.qr ?? isPainted, isPainted });
  const token = app.instructorToken === null ? "the token in INSTRUCTOR_TOKEN" : `the token ${app.instructorToken}`;
  const forInstructors = `Instructors open ${config.publicUrl?.origin ?? app.url}/instructor and sign in with ${token}\n`;
  process.stdout.write(`ws101 is at ${app.url}\n${forOthers}${forInstructors}`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
  setTimeout(() => process.exit(1), closeMs).unref();
  await app.close();
  return 0;
}

if (import.meta.main) {
  try {
    process.exitCode = await serve(readConfig());
  } catch (error) {
    process.stderr.write(`ws101: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
