// An attack: bounded work against a server from addresses of this machine, with a tally of what it achieved.
import { once } from "node:events";
import { WebSocket } from "ws";
import { Learner } from "../../learner.ts";
import type { Tally } from "../tally.ts";

export interface Scene {
  readonly url: string;
  /** `performance.now()` at which every loop ends. */
  readonly until: number;
  readonly did: Tally;
  readonly refusals: Tally;
  /** Addresses of this machine, in turn. */
  nextAddress(): string;
}

export type Attack = (scene: Scene) => Promise<void>;

export interface Stranger extends Disposable {
  readonly learner: Learner;
  readonly from: string;
  /** Of the room. */
  readonly url: string;
}

const handshakeMs = 10_000;

/** A new learner with this handler; null, with the refusal counted, if the server does not want one. */
export async function newStranger(
  scene: Scene,
  source: string,
  style: "loop" | "events" = "loop",
): Promise<Stranger | null> {
  const from = scene.nextAddress();
  const learner = await attempt(scene, "a visit", () => Learner.arrive(scene.url, from));
  if (learner === null) return null;
  const saved = await attempt(scene, "a save", () => learner.save("echo", source, style));
  if (saved !== null) return { learner, from, url: saved.url, [Symbol.dispose]: () => learner[Symbol.dispose]() };
  learner[Symbol.dispose]();
  return null;
}

/** An open client; null if it was refused. Its owner terminates it. */
export function connect(scene: Scene, { url, from }: Stranger): Promise<WebSocket | null> {
  return attempt(scene, "a connection", async () => {
    const socket = new WebSocket(url, { localAddress: from, perMessageDeflate: false, handshakeTimeout: handshakeMs });
    const failed = once(socket, "close").then(() => {
      throw new Error("the handshake ended without an answer");
    });
    failed.catch(() => undefined);
    // Kept for the socket's life: an unhandled `error` would end the attack.
    const refused = new Promise<never>((_, reject) => socket.on("error", reject));
    await Promise.race([once(socket, "open"), refused, failed]);
    return socket;
  });
}

/** Counts what succeeded and why it failed. */
export async function attempt<Result>(scene: Scene, what: string, work: () => Promise<Result>): Promise<Result | null> {
  try {
    const result = await work();
    scene.did.add(what);
    return result;
  } catch (error) {
    scene.refusals.add(sentenceOf(error));
    return null;
  }
}

/** The `detail` of a problem, or the error's own message. */
function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /"detail":"((?:[^"\\]|\\.)*)"/.exec(message)?.[1] ?? message;
}

export function isOver({ until }: Scene): boolean {
  return performance.now() >= until;
}
