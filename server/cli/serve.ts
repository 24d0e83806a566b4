// `ws101 serve`: starts the server. Flags override the environment.
import { parseArgs } from "node:util";
import { ConfigError, environmentHelp, readConfig } from "../config.ts";
import { usages } from "./arguments.ts";

const usage = `ws101 serve ${usages.serve}\n`;

/** Runs until interrupted; 2 if it cannot start, with one sentence that says why. */
export async function serveCommand(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        port: { type: "string" },
        host: { type: "string" },
        data: { type: "string" },
        lessons: { type: "string" },
        watch: { type: "boolean" },
        qr: { type: "boolean", default: process.stdout.isTTY },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) {
      process.stdout.write(`${usage}\n${environmentHelp()}`);
      return 0;
    }
    const flags = { PORT: values.port, HOST: values.host, DATA_DIR: values.data, LESSONS_DIR: values.lessons };
    const config = readConfig(Object.fromEntries(Object.entries(flags).filter(([, value]) => value)));
    const { serve } = await import("../main.ts");
    return await serve(config, { watch: values.watch ?? false, qr: values.qr });
  } catch (error) {
    process.stderr.write(`ws101: ${describeError(error)}\n`);
    return 2;
  }
}

function describeError(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE")
    return "the port is in use. Choose another: ws101 serve --port 3001";
  if ("code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) return `${error.message}\n\n${usage}`;
  return error.message;
}
