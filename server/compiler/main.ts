// The compiler process: one source in, one result out. It may crash or hang on a source; compiler.ts replaces it then.
import { z } from "zod";
import type { CompileResult } from "../protocol/compile.ts";
import { hardestLine } from "./nesting.ts";
import { problemOn } from "./problems.ts";
import { transpile } from "./transpile.ts";

const requestSchema = z.object({ id: z.number().int(), source: z.string(), file: z.string() });

process.on("disconnect", () => process.exit());
process.on("message", (message) => {
  const { id, source, file } = requestSchema.parse(message);
  process.send?.({ id, result: compiled(source, file) });
});
// The first source must not pay for what is loaded lazily.
compiled('import type { Socket } from "ws101";\nexport default async (s: Socket) => { using x = s; };\n', "warm.ts");
process.send?.({ type: "ready" });

function compiled(source: string, file: string): CompileResult {
  try {
    return transpile(source, file);
  } catch (error) {
    // A panic of the native parser: its state is not to be trusted, and the message says nothing to a learner.
    process.nextTick(() => setImmediate(() => process.exit(1)));
    process.stderr.write(`${String(error)}\n`);
    const line = hardestLine(source);
    return { ok: false, problems: [problemOn(line, `The compiler could not read this file around line ${line}.`)] };
  }
}
