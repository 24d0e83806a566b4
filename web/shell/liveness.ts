// Liveness of the server as the page sees it: lost, restored, restarted, or serving a newer page.
import type { ToPage } from "../../server/protocol/live.ts";
import type { ChannelState, LiveChannel } from "../net/channel.ts";
import { createStore, type Store } from "../ui/store.ts";
import type { Route } from "./route.ts";

export interface Liveness {
  /** null while the channel is open, and before its first attempt has ended. */
  readonly awaySinceMs: number | null;
  readonly retryAtMs: number | null;
  /** When the channel was restored after an outage long enough to be shown. */
  readonly backAtMs: number | null;
  /** The server process is a new one, so everything was loaded again. */
  readonly wasRestarted: boolean;
  readonly startedAtMs: number | null;
  /** The server serves a different build of this page. */
  readonly isOutdated: boolean;
}

export type LivenessAction =
  | { readonly type: "channel"; readonly state: ChannelState; readonly atMs: number }
  | { readonly type: "hello"; readonly hello: Extract<ToPage, { type: "hello" }>; readonly atMs: number };
export type LivenessStore = Store<Liveness, LivenessAction>;

/** Shorter outages are not shown. */
export const outageShownAfterMs = 1_200;
/** How long the bar reports a restored connection. */
export const restoredShownMs = 6_000;

export const initialLiveness: Liveness = {
  awaySinceMs: null,
  retryAtMs: null,
  backAtMs: null,
  wasRestarted: false,
  startedAtMs: null,
  isOutdated: false,
};

export function createLiveness(channel: LiveChannel, build: string | null): LivenessStore {
  const store = createStore(reduceLiveness(build), initialLiveness);
  const publish = () => store.dispatch({ type: "channel", state: channel.state.get(), atMs: Date.now() });
  channel.state.subscribe(publish);
  channel.subscribe((message) => {
    if (message.type === "hello") store.dispatch({ type: "hello", hello: message, atMs: Date.now() });
  });
  publish();
  return store;
}

/** `build`: the name of this page's script; null in an unbuilt page. */
export function reduceLiveness(build: string | null) {
  return (liveness: Liveness, action: LivenessAction): Liveness => {
    switch (action.type) {
      case "channel":
        return afterChannel(liveness, action.state, action.atMs);
      case "hello": {
        const { build: served, startedAtMs } = action.hello;
        const isOutdated = liveness.isOutdated || (build !== null && served !== "" && served !== build);
        const wasRestarted = liveness.startedAtMs !== null && startedAtMs !== liveness.startedAtMs;
        return { ...liveness, startedAtMs, isOutdated, wasRestarted };
      }
      default:
        return action satisfies never;
    }
  };
}

function afterChannel(liveness: Liveness, state: ChannelState, atMs: number): Liveness {
  const awaySinceMs = liveness.awaySinceMs ?? atMs;
  switch (state.phase) {
    case "open": {
      const wasOpen = liveness.startedAtMs !== null;
      const wasShown = wasOpen && liveness.awaySinceMs !== null && atMs - liveness.awaySinceMs >= outageShownAfterMs;
      return { ...liveness, awaySinceMs: null, retryAtMs: null, backAtMs: wasShown ? atMs : liveness.backAtMs };
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
  | { readonly kind: "away"; readonly retryInS: number | null }
  | { readonly kind: "back"; readonly agoS: number; readonly wasRestarted: boolean }
  | { readonly kind: "outdated" };

export function barOf(liveness: Liveness, nowMs: number): Bar {
  const { awaySinceMs, retryAtMs, backAtMs, wasRestarted, isOutdated } = liveness;
  if (awaySinceMs !== null && nowMs - awaySinceMs >= outageShownAfterMs) {
    const retryInS = retryAtMs === null ? null : Math.max(0, Math.ceil((retryAtMs - nowMs) / 1_000));
    return { kind: "away", retryInS };
  }
  if (isOutdated) return { kind: "outdated" };
  if (backAtMs !== null && nowMs - backAtMs < restoredShownMs) {
    return { kind: "back", agoS: Math.max(0, Math.floor((nowMs - backAtMs) / 1_000)), wasRestarted };
  }
  return { kind: "none" };
}

/** What a lost connection means for what is done on the page. */
export function awayText(page: Route["page"]): string {
  return page === "instructor" || page === "look"
    ? "Commands cannot be given until the connection returns."
    : "What you type is saved in this browser and will be sent when the connection returns.";
}

/** Whether the bar's text changes with the clock alone. */
export function isTicking(liveness: Liveness, nowMs: number): boolean {
  const isAway = liveness.awaySinceMs !== null;
  return isAway || (liveness.backAtMs !== null && nowMs - liveness.backAtMs < restoredShownMs);
}
