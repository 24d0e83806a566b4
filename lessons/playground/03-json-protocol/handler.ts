import type { Socket } from "ws101";

type Call = { id: number; call: string; of: number[] };

type Answer = { id: number; result: number } | { id: number | null; error: string };

/** What clients may call. */
const calls = new Map<string, (numbers: number[]) => number>([
  ["add", (numbers) => numbers.reduce((sum, each) => sum + each, 0)],
  ["multiply", (numbers) => numbers.reduce((product, each) => product * each, 1)],
]);

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(JSON.stringify(answerTo(parse(message.data))));
  }
}

function answerTo(request: Call | null): Answer {
  if (request === null) return { id: null, error: "Send an id, a call and a list of numbers, as JSON." };
  const { id, call, of } = request;
  const run = calls.get(call);
  return run === undefined ? { id, error: `There is no call "${call}".` } : { id, result: run(of) };
}

/** Returns null for anything that is not a call. */
function parse(text: string): Call | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || !("id" in value && "call" in value && "of" in value)) return null;
  const { id, call, of } = value;
  if (typeof id !== "number" || typeof call !== "string" || !Array.isArray(of)) return null;
  return of.every((each) => typeof each === "number") ? { id, call, of } : null;
}
