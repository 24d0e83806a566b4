// Requests without a cookie, handshakes that lead nowhere, and connections that say nothing, some hundreds a second.
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Learner } from "../../learner.ts";
import { type Attack, attempt, isOver, type Scene } from "./attack.ts";
import { openRawSocket } from "./raw-socket.ts";

const together = 10;
const restMs = 100;

export const flood: Attack = async (scene) => {
  while (!isOver(scene)) {
    await Promise.all(
      Array.from({ length: together }, () => Promise.all([visit(scene), knock(scene), keepSilent(scene)])),
    );
    await setTimeout(restMs);
  }
};

async function visit(scene: Scene): Promise<void> {
  const learner = await attempt(scene, "a visit", () => Learner.arrive(scene.url, scene.nextAddress()));
  learner?.[Symbol.dispose]();
}

async function knock(scene: Scene): Promise<void> {
  const url = `${scene.url}/ws/no-such-room-${Math.random().toString(36).slice(2)}`;
  const socket = await attempt(scene, "a connection", () => openRawSocket(url, scene.nextAddress()));
  socket?.destroy();
}

async function keepSilent(scene: Scene): Promise<void> {
  const { hostname, port } = new URL(scene.url);
  const socket = connectTcp({ host: hostname, port: Number(port), localAddress: scene.nextAddress() });
  await attempt(scene, "a silent connection", () => once(socket, "connect"));
  socket.on("error", () => undefined);
  socket.destroy();
}
