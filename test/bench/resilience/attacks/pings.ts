// 45 sockets of one learner, each of which writes 64 KB of empty pings at once, every second.
import { setTimeout } from "node:timers/promises";
import { Learner } from "../../learner.ts";
import { type Attack, attempt, isOver, type Scene } from "./attack.ts";
import { openRawSocket } from "./raw-socket.ts";

const sockets = 45;
const socketsPerRoom = 20;
const lessons = ["echo", "reverse", "split"];
const everyMs = 1_000;
/** How long the pongs are awaited. */
const lastsMs = 600;
/** FIN and opcode 9; masked, 0 bytes; the mask (RFC 6455 §5.2). */
const emptyPing = Buffer.from([0x89, 0x80, 1, 2, 3, 4]);
const write = Buffer.alloc(Math.floor(65_536 / emptyPing.length) * emptyPing.length, emptyPing);

export const pings: Attack = async (scene) => {
  while (!isOver(scene)) {
    const next = performance.now() + everyMs;
    await strike(scene);
    await setTimeout(Math.max(0, next - performance.now()));
  }
};

/** As a new learner each time: connections that have sent so much are held back for a while. */
async function strike(scene: Scene): Promise<void> {
  const from = scene.nextAddress();
  const learner = await attempt(scene, "a visit", () => Learner.arrive(scene.url, from));
  if (learner === null) return;
  using _ = learner;
  const urls = await roomsOf(scene, learner);
  const opening = Array.from({ length: sockets }, (_, n) => {
    const url = urls[Math.floor(n / socketsPerRoom)] ?? scene.url;
    return attempt(scene, "a connection", () => openRawSocket(url, from));
  });
  const open = (await Promise.all(opening)).filter((socket) => socket !== null);
  try {
    for (const socket of open) socket.write(write);
    for (const _ of open) scene.did.add("a write of pings");
    await setTimeout(lastsMs);
  } finally {
    for (const socket of open) socket.destroy();
  }
}

async function roomsOf(scene: Scene, learner: Learner): Promise<string[]> {
  const urls: string[] = [];
  for (const lesson of lessons) {
    const saved = await attempt(scene, "a save", () => learner.save(lesson, quiet));
    if (saved !== null) urls.push(saved.url);
  }
  return urls;
}

const quiet = `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const _ of socket);
}
`;
