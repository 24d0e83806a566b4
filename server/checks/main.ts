// The checker process: loads lessons' checks and runs them. It requests everything else from the front.
import { PendingCalls } from "../processes/pending-calls.ts";
import { type CheckerRequest, type FromChecker, type ToChecker, toCheckerSchema } from "../protocol/checks.ts";
import { type Check, loadChecks } from "./check.ts";
import { runChecks } from "./run-checks.ts";

type Run = Extract<ToChecker, { type: "run" }>;

class CheckerServer {
  readonly #files = new Map<string, { readonly stamp: string; readonly checks: Promise<Check[]> }>();
  readonly #runs = new Map<string, AbortController>();
  readonly #requests = new PendingCalls<unknown>();

  receive(message: ToChecker): void {
    switch (message.type) {
      case "run":
        void this.#run(message);
        break;
      case "cancel":
        this.#runs.get(message.run)?.abort();
        break;
      case "response":
        if (message.ok) this.#requests.resolve(message.id, message.value);
        else this.#requests.reject(message.id, new Error(message.message));
        break;
      default:
        message satisfies never;
    }
  }

  async #run(message: Run): Promise<void> {
    const { id, run, checksFile, stamp } = message;
    const abort = new AbortController();
    this.#runs.set(run, abort);
    const request = (asked: CheckerRequest) =>
      this.#requests.call((requestId) => send({ type: "request", id: requestId, request: asked }));
    try {
      const checks = await this.#checks(checksFile, stamp);
      const status = await runChecks(checks, message, request, abort.signal, (index, result) =>
        send({ type: "test", run, index, of: checks.length, result }),
      );
      send({ type: "done", id, status, message: "" });
    } catch (error) {
      send({ type: "done", id, status: "error", message: messageOf(error) });
    } finally {
      this.#runs.delete(run);
    }
  }

  /** Loads the file if it is new or its stamp has changed. Rejects with what its author has to fix. */
  #checks(file: string, stamp: string): Promise<Check[]> {
    const cached = this.#files.get(file);
    if (cached?.stamp === stamp) return cached.checks;
    const checks = loadChecks(file);
    this.#files.set(file, { stamp, checks });
    // The file may have been only half written.
    checks.catch(() => this.#files.delete(file));
    return checks;
  }
}

function send(message: FromChecker): void {
  process.send?.(message);
}

/** For the lesson's author: our own messages as they are, the engine's with the kind of error. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}

const server = new CheckerServer();
process.on("disconnect", () => process.exit());
// A check may leave a rejected promise that nothing awaits. That is its author's mistake and must not end this process.
process.on("unhandledRejection", (error) => process.stderr.write(`A check left a rejection: ${String(error)}\n`));
process.on("message", (message) => server.receive(toCheckerSchema.parse(message)));
send({ type: "ready" });
