// The child's side of a task: answers the bench's questions until the bench disconnects.
import { z } from "zod";

const questionSchema = z.object({ id: z.number(), question: z.string(), value: z.unknown() });

export type Answers = Readonly<Record<string, (value: unknown) => unknown>>;

/** The input that the bench started this process with. */
export function taskInput<Input>(schema: z.ZodType<Input>): Input {
  return schema.parse(JSON.parse(process.argv[2] ?? "null"));
}

export function serveTask(answers: Answers): void {
  process.once("disconnect", () => process.exit());
  process.on("message", (message) => {
    const { id, question, value } = questionSchema.parse(message);
    Promise.try(() => answers[question]?.(value)).then(
      (answer) => process.send?.({ id, answer }),
      (error: unknown) => process.send?.({ id, answer: null, error: String(error) }),
    );
  });
}
