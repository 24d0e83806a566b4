// The real server in its own process: reports its URL and hosts over IPC and exits on disconnect.
import { createApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";

const app = await createApp(readConfig());
process.once("disconnect", () => {
  app.close().then(
    () => process.exit(),
    () => process.exit(1),
  );
});
process.on("message", () => process.send?.({ hosts: app.hostPids() }));
process.send?.({ url: app.url });
