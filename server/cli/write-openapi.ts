// Writes docs/openapi.json from the schemas. Run it after changing the HTTP API; a test fails if it is out of date.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openApi } from "../protocol/openapi.ts";

const file = join(import.meta.dirname, "../../docs/openapi.json");

mkdirSync(join(file, ".."), { recursive: true });
writeFileSync(file, `${JSON.stringify(openApi(), null, 2)}\n`);
