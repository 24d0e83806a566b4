// One go through all probes, one after the other; it ends by itself or when the page goes elsewhere.
import { type Flight, probes } from "./probes.ts";
import { type Outcome, type PreflightAction, probeIds } from "./state.ts";

export async function runPreflight(dispatch: (action: PreflightAction) => void, signal: AbortSignal): Promise<void> {
  const tell = (action: PreflightAction) => {
    if (!signal.aborted) dispatch(action);
  };
  const flight: Flight = { signal, progress: (text) => tell({ type: "progress", text }), info: null, socket: null };
  tell({ type: "begin", atMs: Date.now() });
  for (const probe of probeIds) {
    if (signal.aborted) break;
    tell({ type: "try", probe });
    tell({ type: "found", probe, outcome: await outcomeOf(probe, flight) });
  }
  flight.socket?.close();
  tell({ type: "end" });
}

/** A probe that throws has found something, too. */
async function outcomeOf(probe: (typeof probeIds)[number], flight: Flight): Promise<Outcome> {
  try {
    return await probes[probe](flight);
  } catch (error) {
    return { verdict: "bad", found: error instanceof Error ? error.message : String(error) };
  }
}
