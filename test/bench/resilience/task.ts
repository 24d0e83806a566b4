// A process of the bench's own, such as the honest learners or an attack: started with an input, asked by name.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const replySchema = z.object({ id: z.number(), answer: z.unknown(), error: z.string().optional() });
const endMs = 5_000;

export class Task implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  /** `file`: the name of a module in this folder that calls `serveTask`. Answers keep NaN and Infinity. */
  constructor(file: string, input: unknown) {
    const program = fileURLToPath(new URL(file, import.meta.url));
    this.#child = fork(program, [JSON.stringify(input)], { execArgv: [], serialization: "advanced" });
    this.#child.on("message", (message) => this.#receive(replySchema.parse(message)));
    this.#child.once("exit", (code, signal) => this.#fail(new Error(`${file} ended with ${signal ?? code}`)));
  }

  async ask<Answer>(question: string, schema: z.ZodType<Answer>, value?: unknown): Promise<Answer> {
    const id = ++this.#lastId;
    const call = Promise.withResolvers<unknown>();
    this.#calls.set(id, call);
    this.#child.send({ id, question, value }, (error) => error && call.reject(error));
    return schema.parse(await call.promise);
  }

  async tell(question: string, value?: unknown): Promise<void> {
    await this.ask(question, z.unknown(), value);
  }

  #receive({ id, answer, error }: z.infer<typeof replySchema>): void {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (error === undefined) call?.resolve(answer);
    else call?.reject(new Error(error));
  }

  #fail(error: Error): void {
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), endMs);
    if (this.#child.connected) this.#child.disconnect();
    await gone;
    clearTimeout(timer);
  }
}
