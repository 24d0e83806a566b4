// Writes docs/lesson.schema.json from the schema of the front matter. Run it after changing that.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifestJsonSchema } from "../course/front-matter.ts";

const file = join(import.meta.dirname, "../../docs/lesson.schema.json");
writeFileSync(file, `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
