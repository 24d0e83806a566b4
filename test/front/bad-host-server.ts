// The real server with hosts that misbehave.
import { fileURLToPath } from "node:url";
import { readConfig } from "../../server/config.ts";
import { serve } from "../../server/main.ts";

process.exitCode = await serve(readConfig(), { hostEntry: fileURLToPath(new URL("bad-host.ts", import.meta.url)) });
