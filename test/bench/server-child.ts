// The real server in a process of its own, as a bench measures it: says its address over IPC, ends on disconnect.
import { createApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";

const app = await createApp(readConfig());
process.once("disconnect", () => {
  app.close().then(
    () => process.exit(),
    () => process.exit(1),
  );
});
process.send?.({ url: app.url });
