// The bar that says the server is away, that typing is safe, and when the page tries again.
import { useEffect, useState } from "react";
import type { ChannelState } from "../net/channel.ts";
import { useStore } from "../state/use-store.ts";
import { usePage } from "./page-context.ts";

/** A blink of the network is not worth a bar. */
const patienceMs = 1_200;

export function LiveBar() {
  const { channel } = usePage();
  const state = useStore(channel.state);
  const isAway = useAway(state);
  if (!isAway) return <div role="status" className="live-bar" hidden />;
  return (
    <div role="status" className="live-bar">
      <span className="dot" aria-hidden="true" />
      <span>
        No connection to the server. What you type is kept in this browser and goes out as soon as it is back.
        {state.phase === "connecting" ? " Connecting…" : ""}
      </span>
      <button type="button" className="small" onClick={channel.retryNow} disabled={state.phase !== "waiting"}>
        Try now
      </button>
    </div>
  );
}

function useAway(state: ChannelState): boolean {
  const [isAway, setAway] = useState(false);
  const isOpen = state.phase === "open";
  useEffect(() => {
    if (isOpen) return setAway(false);
    const timer = setTimeout(() => setAway(true), patienceMs);
    return () => clearTimeout(timer);
  }, [isOpen]);
  return isAway;
}
