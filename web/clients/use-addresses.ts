// By which addresses other machines reach this server: asked when somebody wants to know.
import { useEffect, useState } from "react";
import type { Addresses } from "../../server/protocol/http.ts";
import { getAddresses } from "../net/calls.ts";
import { reachableOrigins } from "./reachable-origins.ts";

export interface Reach {
  readonly phase: "asking" | "known" | "failed";
  /** Origins for another device, the best first; empty when none reaches this server. */
  readonly origins: readonly string[];
  readonly addresses: Addresses | null;
}

export function useReach(): Reach {
  const [reach, setReach] = useState<Reach>({ phase: "asking", origins: [], addresses: null });
  useEffect(() => {
    let isGone = false;
    void getAddresses().then((answer) => {
      if (isGone) return;
      const addresses = answer.ok ? answer.value : null;
      const origins = reachableOrigins(window.location.origin, addresses);
      setReach({ phase: answer.ok ? "known" : "failed", origins, addresses });
    });
    return () => {
      isGone = true;
    };
  }, []);
  return reach;
}
