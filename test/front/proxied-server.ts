// One server behind a trusted proxy, as in `shared-server.ts`.
import { after } from "node:test";
import { serve } from "./serving.ts";

export const proxied = await serve({ config: { trustProxy: 1 } });
after(() => proxied[Symbol.asyncDispose]());
