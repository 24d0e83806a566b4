// The origins by which other devices reach this server: fetched from it, and chosen in a dialog.
import { useEffect, useState } from "react";
import type { PublicOrigins } from "../../../server/protocol/http.ts";
import { getAddresses } from "../../net/calls.ts";
import { reachableOrigins } from "./reachable-origins.ts";

export interface Reachability {
  readonly phase: "loading" | "loaded" | "failed";
  /** Origins for another device, the best first; empty when the server is not reachable. */
  readonly origins: readonly string[];
  readonly addresses: PublicOrigins | null;
}

export function useReachability(): Reachability {
  const [reachability, setReachability] = useState<Reachability>({ phase: "loading", origins: [], addresses: null });
  useEffect(() => {
    let isGone = false;
    void getAddresses().then((answer) => {
      if (isGone) return;
      const addresses = answer.ok ? answer.value : null;
      const origins = reachableOrigins(window.location.origin, addresses);
      setReachability({ phase: answer.ok ? "loaded" : "failed", origins, addresses });
    });
    return () => {
      isGone = true;
    };
  }, []);
  return reachability;
}

interface OriginChoiceProps {
  readonly origins: readonly string[];
  readonly chosen: string;
  readonly choose: (origin: string) => void;
}

/** Renders nothing when there is no choice. */
export function OriginChoice({ origins, chosen, choose }: OriginChoiceProps) {
  if (origins.length < 2) return null;
  return (
    <label className="origin-choice">
      Address
      <select value={chosen} onChange={({ target }) => choose(target.value)}>
        {origins.map((origin) => (
          <option key={origin} value={origin}>
            {origin.replace(/^https?:\/\//, "")}
          </option>
        ))}
      </select>
    </label>
  );
}
