// The real server in its own process, for rehearsals and benchmarks: reports its URL and hosts over IPC, and exits on
// disconnect, so that it never outlives the process that started it.
import { createApp } from "../app.ts";
import { readConfig } from "../config.ts";

const app = await createApp(readConfig());
process.once("disconnect", () => {
  app.close().then(
    () => process.exit(),
    () => process.exit(1),
  );
});
process.on("message", () => process.send?.({ hosts: app.hostPids() }));
process.send?.({ url: app.url });
