// Writes docs/openapi.json from the schemas. Run it after a change to the HTTP API; a test says when it was forgotten.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openApi } from "../protocol/openapi.ts";

const file = join(import.meta.dirname, "../../docs/openapi.json");

mkdirSync(join(file, ".."), { recursive: true });
writeFileSync(file, `${JSON.stringify(openApi(), null, 2)}\n`);
