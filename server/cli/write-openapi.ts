// Writes docs/openapi.json from the routes. Run it after changing the HTTP API.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openApi } from "../front/http/openapi.ts";
import { routes } from "../front/http/routes/routes.ts";

const file = join(import.meta.dirname, "../../docs/openapi.json");
writeFileSync(file, `${JSON.stringify(openApi(routes), null, 2)}\n`);
