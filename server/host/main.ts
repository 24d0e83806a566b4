// The host process, run from its sources: prepares the engine and boots the guest library at each start.
import { createPool } from "./create-pool.ts";
import { serve } from "./serve.ts";

serve(createPool);
