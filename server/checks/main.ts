// The checker process: runs lessons' checks against rooms it reaches by their URL, and asks the front for all else.
import type { CheckerAsk, FromChecker, ToChecker } from "../protocol/checks.ts";
import { ChecksCache } from "./checks-file.ts";
import { toCheckerSchema } from "./messages.ts";
import { runChecks } from "./run-checks.ts";

type Run = Extract<ToChecker, { type: "run" }>;

function serve(tell: (message: FromChecker) => void): (message: unknown) => void {
  const library = new ChecksCache();
  const runs = new Map<string, AbortController>();
  const asked = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastAsk = 0;

  const ask = (question: CheckerAsk): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++lastAsk;
      asked.set(id, { resolve, reject });
      tell({ type: "ask", id, ask: question });
    });

  async function run(request: Run): Promise<void> {
    const abort = new AbortController();
    runs.set(request.run, abort);
    const done = { type: "done", run: request.run } as const;
    try {
      const checks = await library.checks(request.checksFile, request.stamp);
      const status = await runChecks(checks, request, ask, abort.signal, {
        onTest: (index, of, result) => tell({ type: "test", run: request.run, index, of, result }),
      });
      tell({ ...done, status, message: "" });
    } catch (error) {
      tell({ ...done, status: "error", message: sentenceOf(error) });
    } finally {
      runs.delete(request.run);
    }
  }

  async function list({ id, checksFile, stamp }: Extract<ToChecker, { type: "list" }>): Promise<void> {
    try {
      const checks = await library.checks(checksFile, stamp);
      tell({
        type: "titles",
        id,
        checks: checks.map((check) => ({ id: check.id, title: check.title })),
        problem: null,
      });
    } catch (error) {
      tell({ type: "titles", id, checks: [], problem: sentenceOf(error) });
    }
  }

  return (raw) => {
    const message = toCheckerSchema.parse(raw);
    switch (message.type) {
      case "run":
        return void run(message);
      case "cancel":
        return runs.get(message.run)?.abort();
      case "list":
        return void list(message);
      case "answer": {
        const question = asked.get(message.id);
        asked.delete(message.id);
        return message.ok ? question?.resolve(message.value) : question?.reject(new Error(message.message));
      }
      default:
        return message satisfies never;
    }
  };
}

/** What an author has to mend: our own sentences as they are, the engine's with the kind of error. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}

process.on("disconnect", () => process.exit());
// A check may leave a promise behind that nobody waits for: that is its author's business, not this process's end.
process.on("unhandledRejection", (error) =>
  process.stderr.write(`A check left a rejection behind: ${String(error)}\n`),
);
process.on(
  "message",
  serve((message) => void process.send?.(message)),
);
process.send?.({ type: "ready" } satisfies FromChecker);
