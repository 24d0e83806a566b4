// 20 strangers who save sources that take the compiler all the time it has, again and again, no two alike.
import { setTimeout } from "node:timers/promises";
import { Learner } from "../../learner.ts";
import { type Attack, attempt, isOver, type Scene } from "./attack.ts";

const strangers = 20;
const restMs = 20;

export const slowSources: Attack = async (scene) => {
  await Promise.all(Array.from({ length: strangers }, (_, n) => saveSlowly(scene, n)));
};

async function saveSlowly(scene: Scene, stranger: number): Promise<void> {
  const from = scene.nextAddress();
  const learner = await attempt(scene, "a visit", () => Learner.arrive(scene.url, from));
  if (learner === null) return;
  using _ = learner;
  for (let n = 0; !isOver(scene); n += 1) {
    const source = `// ${stranger} ${n}\n${slow[(n + stranger) % slow.length]}`;
    await attempt(scene, "a slow save", () => saveBadly(learner, source));
    await setTimeout(restMs);
  }
}

/** A source with problems is saved too. */
async function saveBadly(learner: Learner, source: string): Promise<void> {
  const { status, body } = await learner.ask("PUT", "/api/lessons/echo/code", { style: "loop", source });
  if (status !== 200) throw new Error(body);
}

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ$_"];
const labels = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => `${a}${b}${c}:`)));

/** Small enough to be accepted; each takes the parser or the printer time that grows with the square of its size. */
const slow = [
  `${labels.slice(0, 16_000).join("")};`,
  "namespace A{export let a=1}".repeat(2_300),
  `namespace A${".A".repeat(8_000)}{export let a=1}`,
  `${"if(a)".repeat(6_000)};`,
];
