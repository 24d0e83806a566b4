// Whether the page hears its server: away since when, back since when, and whether it is another server than before.
import type { ToPage } from "../../server/protocol/live.ts";
import type { ChannelState, LiveChannel } from "../net/channel.ts";
import { createStore, type Store } from "../ui/store.ts";

export interface Liveness {
  /** null while the channel is open, and until it was open once or gave up for the first time. */
  readonly awaySinceMs: number | null;
  readonly retryAtMs: number | null;
  /** When the channel came back, after having been away for long enough to be told. */
  readonly backAtMs: number | null;
  /** It came back as another process: everything was loaded anew. */
  readonly wasRestarted: boolean;
  readonly startedAtMs: number | null;
  /** The server has another page than this one. */
  readonly isOutdated: boolean;
}

export type LivenessAction =
  | { readonly type: "channel"; readonly state: ChannelState; readonly atMs: number }
  | { readonly type: "hello"; readonly hello: Extract<ToPage, { type: "hello" }>; readonly atMs: number };
export type LivenessStore = Store<Liveness, LivenessAction>;

/** A blink of the network is not worth a bar. */
export const patienceMs = 1_200;
/** How long the bar says that all is well again. */
export const relishMs = 6_000;

export const unheard: Liveness = {
  awaySinceMs: null,
  retryAtMs: null,
  backAtMs: null,
  wasRestarted: false,
  startedAtMs: null,
  isOutdated: false,
};

export function createLiveness(channel: LiveChannel, build: string | null): LivenessStore {
  const store = createStore(reduceLiveness(build), unheard);
  const tell = () => store.dispatch({ type: "channel", state: channel.state.get(), atMs: Date.now() });
  channel.state.subscribe(tell);
  channel.hear((message) => {
    if (message.type === "hello") store.dispatch({ type: "hello", hello: message, atMs: Date.now() });
  });
  tell();
  return store;
}

/** `build`: the name of this page's own program; null when it was not built. */
export function reduceLiveness(build: string | null) {
  return (liveness: Liveness, action: LivenessAction): Liveness => {
    switch (action.type) {
      case "channel":
        return heardOf(liveness, action.state, action.atMs);
      case "hello": {
        const { build: theirs, startedAtMs } = action.hello;
        const isOutdated = liveness.isOutdated || (build !== null && theirs !== "" && theirs !== build);
        const wasRestarted = liveness.startedAtMs !== null && startedAtMs !== liveness.startedAtMs;
        return { ...liveness, startedAtMs, isOutdated, wasRestarted };
      }
      default:
        return action satisfies never;
    }
  };
}

function heardOf(liveness: Liveness, state: ChannelState, atMs: number): Liveness {
  const awaySinceMs = liveness.awaySinceMs ?? atMs;
  switch (state.phase) {
    case "open": {
      const wasHere = liveness.startedAtMs !== null;
      const wasMissed = wasHere && liveness.awaySinceMs !== null && atMs - liveness.awaySinceMs >= patienceMs;
      return { ...liveness, awaySinceMs: null, retryAtMs: null, backAtMs: wasMissed ? atMs : liveness.backAtMs };
    }
    case "connecting":
      return { ...liveness, awaySinceMs, retryAtMs: null };
    case "waiting":
      return { ...liveness, awaySinceMs, retryAtMs: state.retryAtMs };
    default:
      return state satisfies never;
  }
}

export type Bar =
  | { readonly kind: "none" }
  | { readonly kind: "away"; readonly retryInS: number | null; readonly awayS: number }
  | { readonly kind: "back"; readonly agoS: number; readonly wasRestarted: boolean }
  | { readonly kind: "outdated" };

/** What the bar says now. */
export function barOf(liveness: Liveness, nowMs: number): Bar {
  const { awaySinceMs, retryAtMs, backAtMs, wasRestarted, isOutdated } = liveness;
  if (awaySinceMs !== null && nowMs - awaySinceMs >= patienceMs) {
    const retryInS = retryAtMs === null ? null : Math.max(0, Math.ceil((retryAtMs - nowMs) / 1_000));
    return { kind: "away", retryInS, awayS: Math.floor((nowMs - awaySinceMs) / 1_000) };
  }
  if (isOutdated) return { kind: "outdated" };
  if (backAtMs !== null && nowMs - backAtMs < relishMs) {
    return { kind: "back", agoS: Math.max(0, Math.floor((nowMs - backAtMs) / 1_000)), wasRestarted };
  }
  return { kind: "none" };
}

/** Whether what the bar says changes by the clock alone. */
export function isTicking(liveness: Liveness, nowMs: number): boolean {
  const isAway = liveness.awaySinceMs !== null;
  return isAway || (liveness.backAtMs !== null && nowMs - liveness.backAtMs < relishMs);
}
