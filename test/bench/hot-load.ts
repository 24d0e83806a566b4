// Hot load: from a save over HTTP to the first reply by the new code, beside `bun --hot`.
import { setTimeout } from "node:timers/promises";
import { findBun, startBun } from "./bun.ts";
import { median, type Row, spreadRows } from "./figures.ts";
import { Asker } from "./first-answer.ts";
import { Learner } from "./learner.ts";
import type { Server } from "./server.ts";

const turns = 60;
/** Warm-up turns for compilers and caches, the same number for both sides. */
const warmTurns = 40;
/** Pause between saves, as a person makes: caches and cores serve other work meanwhile, on both sides. */
const pauseMs = 100;
const loadBarMs = 0.5;

export async function* benchHotLoad(server: Server, skipped: (why: string) => void): AsyncGenerator<Row> {
  const bun = await findBun();
  using learner = await Learner.arrive(server.url);
  const { url } = await learner.save("echo", program("0"));
  using asker = await Asker.connect(url);
  const loads: number[] = [];
  const ours = (answer: string) =>
    asker.firstAnswer(answer, async () => {
      loads.push((await learner.save("echo", program(answer))).loadMs);
    });
  if ("missing" in bun) {
    skipped(`beside bun --hot: ${bun.missing}`);
    yield* rows(await takeTurns([ours]), loads);
    return;
  }
  await using theirs = await startBun(bun.path);
  using bunAsker = await Asker.connect(theirs.url);
  const bunTurn = (answer: string) => bunAsker.firstAnswer(answer, async () => theirs.save(answer));
  yield* rows(await takeTurns([ours, bunTurn]), loads);
}

async function takeTurns(sides: readonly ((answer: string) => Promise<number>)[]): Promise<readonly number[][]> {
  const samples = sides.map((): number[] => []);
  for (let turn = 1; turn <= warmTurns + turns; turn += 1) {
    for (const [index, side] of sides.entries()) {
      if (turn > warmTurns) await setTimeout(pauseMs);
      const ms = await side(`answer ${turn}`);
      if (turn > warmTurns) samples[index]?.push(ms);
    }
  }
  return samples;
}

function* rows([ours = [], bun]: readonly number[][], loads: readonly number[]): Generator<Row> {
  const part = "hot-load";
  yield* spreadRows(part, "load alone, in the host", loads.slice(warmTurns), { p50Bar: loadBarMs });
  yield* spreadRows(part, "PUT to first answer by new code on an open socket", ours);
  if (bun === undefined) return;
  yield* spreadRows(part, "bun --hot: file saved to first answer", bun);
  yield { part, what: "ours ÷ bun --hot, of the p50s", value: median(ours) / median(bun), unit: "×", bar: 1 };
}

function program(answer: string): string {
  return `import type { Socket } from "ws101";

interface Reply { readonly answer: string }
const reply: Reply = { answer: ${JSON.stringify(answer)} };

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(reply.answer);
  }
}
`;
}
