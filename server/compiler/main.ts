// The compiler process: compiles one source at a time. A source may crash or hang it; the front then replaces it.
import type { CompileRequest, CompileResult, FromCompiler } from "../protocol/compile.ts";
import { hardestLine } from "./nesting.ts";
import { problemOnLine } from "./problems.ts";
import { transpile } from "./transpile.ts";

function send(message: FromCompiler): void {
  process.send?.(message);
}

process.on("disconnect", () => process.exit());
process.on("message", (message) => {
  if (!isRequest(message)) throw new Error("The front sent something other than a source.");
  const { id, source, file } = message;
  send({ type: "compiled", id, result: compile(source, file) });
});
// Loads what is loaded lazily, so that the first learner does not wait for it.
compile('import type { Socket } from "ws101";\nexport default async (s: Socket) => { using x = s; };\n', "warm.ts");
send({ type: "ready" });

/** The front is trusted, so no schema is needed. A schema library would double the time this process takes to start. */
function isRequest(message: unknown): message is CompileRequest {
  return typeof message === "object" && message !== null && "id" in message && "source" in message && "file" in message;
}

function compile(source: string, file: string): CompileResult {
  try {
    return transpile(source, file);
  } catch (error) {
    // The native parser panicked: its state is no longer reliable, and its message means nothing to a learner.
    process.nextTick(() => setImmediate(() => process.exit(1)));
    process.stderr.write(`${String(error)}\n`);
    const line = hardestLine(source);
    return { ok: false, problems: [problemOnLine(line, `The compiler could not read this file around line ${line}.`)] };
  }
}
