// 32 new rooms whose handlers loop for ever on the same message, sent to all at once; then 32 others.
import { setTimeout } from "node:timers/promises";
import { type Attack, connect, isOver, newStranger, type Scene } from "./attack.ts";

const rooms = 32;
const restMs = 250;

export const volley: Attack = async (scene) => {
  while (!isOver(scene)) {
    await fire(scene);
    await setTimeout(restMs);
  }
};

/** Nobody comes back: each round begins with first visits. */
async function fire(scene: Scene): Promise<void> {
  const strangers = (await Promise.all(Array.from({ length: rooms }, () => newStranger(scene, endless)))).filter(
    (stranger) => stranger !== null,
  );
  const sockets = await Promise.all(strangers.map((stranger) => connect(scene, stranger)));
  for (const socket of sockets) socket?.send("loop");
  scene.did.add("a volley");
  await setTimeout(restMs);
  for (const socket of sockets) socket?.terminate();
  for (const stranger of strangers) stranger[Symbol.dispose]();
}

const endless = `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const _ of socket) for (;;);
}
`;
