// React hook that makes an HTTP call once, and again on request or when the server is back.
import { useCallback, useEffect, useRef, useState } from "react";
import { usePage } from "../shell/page-context.ts";
import { type Answer, whyNot } from "./api.ts";

export type Loaded<T> =
  | { readonly phase: "loading" }
  | { readonly phase: "here"; readonly value: T }
  | { readonly phase: "failed"; readonly message: string; readonly status: number | null };

/** `known`: a value that came with the document; then the first call is made by `retry`. */
export function useAnswer<T>(
  request: () => Promise<Answer<T>>,
  known: T | null = null,
): { loaded: Loaded<T>; retry: () => void; refetch: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>(
    known === null ? { phase: "loading" } : { phase: "here", value: known },
  );
  const [round, setRound] = useState(0);
  const isKnown = useRef(known !== null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round makes the same call
  useEffect(() => {
    if (isKnown.current) return;
    let isGone = false;
    void request().then((answer) => {
      if (!isGone) setLoaded(toLoaded(answer));
    });
    return () => {
      isGone = true;
    };
  }, [request, round]);
  /** Keeps what is shown until the new answer is here. */
  const refetch = useCallback(() => {
    isKnown.current = false;
    setRound((count) => count + 1);
  }, []);
  const retry = useCallback(() => {
    setLoaded({ phase: "loading" });
    refetch();
  }, [refetch]);
  useRetryWhenOnline(loaded, retry);
  return { loaded, retry, refetch };
}

function useRetryWhenOnline<T>(loaded: Loaded<T>, retry: () => void): void {
  const { channel } = usePage();
  const isOffline = loaded.phase === "failed" && loaded.status === null;
  useEffect(() => {
    if (!isOffline) return;
    return channel.state.subscribe(() => {
      if (channel.state.get().phase === "open") retry();
    });
  }, [isOffline, channel, retry]);
}

function toLoaded<T>(answer: Answer<T>): Loaded<T> {
  if (answer.ok) return { phase: "here", value: answer.value };
  const status = answer.kind === "refused" ? answer.problem.status : null;
  return { phase: "failed", message: whyNot(answer), status };
}
