// Breaks the rehearsal's own server on purpose: kills a host from time to time, and the front once.
import type { OwnServer } from "./own-server.ts";
import { pause } from "./pause.ts";
import type { Tally } from "./tally.ts";

export interface Recovery {
  readonly what: "host killed" | "front killed";
  /** Until nine tenths of the pages and sockets were back; null: they never were. */
  readonly ms: number | null;
}

export interface ChaosOptions {
  readonly server: OwnServer;
  readonly tally: Tally;
  readonly lastsMs: number;
  readonly end: AbortSignal;
}

const hostEveryMs = 30_000;
const recoveryMs = 25_000;
const share = 0.9;

/** Until the end. The front is killed halfway, a host every 30 s, or more often in a short rehearsal. */
export async function causeChaos({ server, tally, lastsMs, end }: ChaosOptions): Promise<Recovery[]> {
  const recoveries: Recovery[] = [];
  const everyMs = Math.min(hostEveryMs, lastsMs / 6);
  const middle = Math.round(lastsMs / 2 / everyMs);
  for (let turn = 1; ; turn++) {
    await pause(everyMs, end);
    if (end.aborted) return recoveries;
    const wanted = { pages: tally.openPages * share, sockets: tally.openSockets * share };
    const what = turn === middle ? "front killed" : "host killed";
    if (what === "front killed") await server.crash();
    else if (!(await server.killHost(turn))) continue;
    recoveries.push({ what, ms: await recovered(tally, wanted) });
  }
}

async function recovered(tally: Tally, wanted: { readonly pages: number; readonly sockets: number }) {
  const began = performance.now();
  // The first loss takes a moment to be noticed.
  for (let ms = 0; ms < recoveryMs; ms = performance.now() - began) {
    await pause(100, new AbortController().signal);
    if (ms > 300 && tally.openPages >= wanted.pages && tally.openSockets >= wanted.sockets) return ms;
  }
  return null;
}
