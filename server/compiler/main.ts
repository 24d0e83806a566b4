// The compiler process: one source in, one result out. It may crash or hang on a source; compiler.ts replaces it then.
import type { CompileRequest, CompileResult } from "../protocol/compile.ts";
import { hardestLine } from "./nesting.ts";
import { problemOn } from "./problems.ts";
import { transpile } from "./transpile.ts";

process.on("disconnect", () => process.exit());
process.on("message", (message) => {
  if (!isRequest(message)) throw new Error("The front sent something else than a source.");
  const { id, source, file } = message;
  process.send?.({ id, result: compiled(source, file) });
});
// The first source must not pay for what is loaded lazily.
compiled('import type { Socket } from "ws101";\nexport default async (s: Socket) => { using x = s; };\n', "warm.ts");
process.send?.({ type: "ready" });

/** The front is trusted: it is enough to know that this is one of its messages. Schemas would double the time to start. */
function isRequest(message: unknown): message is CompileRequest {
  return typeof message === "object" && message !== null && "id" in message && "source" in message && "file" in message;
}

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
