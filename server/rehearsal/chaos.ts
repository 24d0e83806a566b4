// Breaks the rehearsal's own server on purpose: kills a host from time to time, and the front once.
import { once } from "node:events";
import { WebSocket } from "ws";
import { savedCodeSchema } from "../protocol/http.ts";
import { HttpClient } from "./http-client.ts";
import type { LessonMaterial } from "./material.ts";
import type { OwnServer } from "./own-server.ts";
import { pause } from "./pause.ts";
import type { Tally } from "./tally.ts";

export interface Recovery {
  readonly what: "host" | "front";
  /** Until a new client got an answer and nine tenths of the pages were back; null: not in time. */
  readonly ms: number | null;
}

interface ChaosOptions {
  readonly server: OwnServer;
  readonly tally: Tally;
  readonly lessons: readonly LessonMaterial[];
  readonly lastsMs: number;
  readonly end: AbortSignal;
}

const hostEveryMs = 30_000;
const recoveryMs = 25_000;
/** Nothing is broken in the last part. */
const chaosShare = 0.9;
/** This share of the pages has to be back. */
const pagesBack = 0.9;

/** The front is killed halfway, a host every 30 s, or more often in a short rehearsal; nothing in its last part. */
export async function causeChaos({ server, tally, lessons, lastsMs, end }: ChaosOptions): Promise<Recovery[]> {
  const [lesson] = lessons;
  if (lesson === undefined) return [];
  const canary = await openCanary(server.url, lesson);
  const recoveries: Recovery[] = [];
  const began = performance.now();
  const plan = planned(lastsMs);
  for (const [index, { what, atMs }] of plan.entries()) {
    await pause(Math.max(0, began + atMs - performance.now()), end);
    const elapsedMs = performance.now() - began;
    if (end.aborted || elapsedMs > lastsMs * chaosShare) break;
    // A slow recovery leaves less time: the front has its turn in any case.
    if (what === "host" && elapsedMs >= (plan[index + 1]?.atMs ?? lastsMs)) continue;
    const pages = tally.openPages * pagesBack;
    const killedMs = performance.now();
    await (what === "front" ? server.crash() : server.killHost(recoveries.length));
    const isBack = async () => (await answers(canary)) && tally.openPages >= pages;
    recoveries.push({ what, ms: await recovered(isBack, killedMs) });
  }
  return recoveries;
}

function planned(lastsMs: number): readonly { readonly what: Recovery["what"]; readonly atMs: number }[] {
  const everyMs = Math.min(hostEveryMs, lastsMs / 4);
  const hostsAtMs = Array.from({ length: Math.ceil(lastsMs / everyMs) - 1 }, (_, index) => (index + 1) * everyMs);
  const hosts = hostsAtMs.map((atMs) => ({ what: "host", atMs }) as const);
  const front = { what: "front", atMs: lastsMs / 2 - everyMs / 2 } as const;
  return [...hosts, front].toSorted((a, b) => a.atMs - b.atMs);
}

async function recovered(isBack: () => Promise<boolean>, sinceMs: number): Promise<number | null> {
  // A killed process is noticed after a moment.
  await pause(100);
  while (performance.now() - sinceMs < recoveryMs) {
    if (await isBack()) return performance.now() - sinceMs;
    await pause(50);
  }
  return null;
}

const answerMs = 1_000;

/** A handler of our own: answers every message, whatever the lesson is. */
const handler = `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) await socket.send(message);
}
`;

/** Opens an endpoint that always works when the server does: it shows when a broken server is back. Returns its URL. */
async function openCanary(origin: string, { slug }: LessonMaterial): Promise<string> {
  using http = new HttpClient(origin);
  const body = { style: "loop", source: handler };
  const saved = await http.call(savedCodeSchema, `/api/lessons/${slug}/code`, { method: "PUT", body });
  if (saved.ok) return saved.value.url;
  throw new Error(`The first save was refused: ${saved.status} ${saved.reason}`);
}

/** Whether a new connection gets an answer within a second. */
async function answers(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(answerMs);
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on("error", () => undefined);
  try {
    await once(socket, "open", { signal });
    socket.send("still there?");
    await once(socket, "message", { signal });
    return true;
  } catch {
    return false;
  } finally {
    socket.terminate();
  }
}
