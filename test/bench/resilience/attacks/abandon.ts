// 1,500 rooms of 1,500 learners from one address, each opened, used once and abandoned.
import { once } from "node:events";
import { type Attack, connect, isOver, newStranger, type Scene } from "./attack.ts";

const rooms = 1_500;
const together = 24;
const answerMs = 5_000;

export const abandon: Attack = async (scene) => {
  const from = scene.nextAddress();
  const oneAddress = { ...scene, nextAddress: () => from };
  for (let n = 0; n < rooms && !isOver(scene); n += together) {
    await Promise.all(Array.from({ length: Math.min(together, rooms - n) }, () => visit(oneAddress)));
  }
};

async function visit(scene: Scene): Promise<void> {
  using stranger = await newStranger(scene, echo);
  const socket = stranger === null ? null : await connect(scene, stranger);
  if (socket === null) return;
  socket.send("hello");
  const answered = await once(socket, "message", { signal: AbortSignal.timeout(answerMs) }).catch(() => null);
  if (answered !== null) scene.did.add("a room");
  socket.terminate();
}

const echo = `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) if (message.type === "text") await socket.send(message.data);
}
`;
