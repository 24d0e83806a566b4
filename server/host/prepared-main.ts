// The host process as set-up bundles it into build/host: starts from an engine that is prepared and a guest that has booted.
import { readFileSync } from "node:fs";
import { createPreparedPool } from "./create-pool.ts";
import { serve } from "./serve.ts";

const prepared = readFileSync(new URL("image", import.meta.url));
serve((limits, warmUp) => createPreparedPool(prepared, limits, warmUp));
