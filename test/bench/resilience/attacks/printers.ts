// 240 learners whose handlers print as much as they may: 200 lines of 2 KB a second, from a timer, with nobody watching.
import { setTimeout } from "node:timers/promises";
import { type Attack, isOver, newStranger } from "./attack.ts";

const printers = 240;
const together = 8;

export const printing: Attack = async (scene) => {
  for (let n = 0; n < printers && !isOver(scene); n += together) {
    const strangers = await Promise.all(Array.from({ length: together }, () => newStranger(scene, printer, "events")));
    for (const stranger of strangers) stranger?.[Symbol.dispose]();
  }
  await setTimeout(Math.max(0, scene.until - performance.now()));
};

const printer = `import { WebSocketServer } from "ws";

new WebSocketServer({ port: 3000 });
const line = "x".repeat(2000);
setInterval(() => {
  for (let n = 0; n < 20; n++) console.log(line);
}, 100);
`;
