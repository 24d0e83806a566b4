// An HTTP answer as a component sees it: asked for once, and again when the learner says so.
import { useCallback, useEffect, useRef, useState } from "react";
import { usePage } from "../shell/page-context.ts";
import { type Answer, whyNot } from "./api.ts";

export type Asked<T> =
  | { readonly phase: "loading" }
  | { readonly phase: "here"; readonly value: T }
  | { readonly phase: "failed"; readonly message: string; readonly status: number | null };

/** `known`: the answer, when it came with the page; then nothing is asked until `again`. */
export function useAnswer<T>(
  ask: () => Promise<Answer<T>>,
  known: T | null = null,
): { asked: Asked<T>; again: () => void } {
  const [asked, setAsked] = useState<Asked<T>>(known === null ? { phase: "loading" } : { phase: "here", value: known });
  const [round, setRound] = useState(0);
  const isKnown = useRef(known !== null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks the same again
  useEffect(() => {
    if (isKnown.current) return;
    let isGone = false;
    void ask().then((answer) => {
      if (!isGone) setAsked(toAsked(answer));
    });
    return () => {
      isGone = true;
    };
  }, [ask, round]);
  const again = useCallback(() => {
    isKnown.current = false;
    setAsked({ phase: "loading" });
    setRound((count) => count + 1);
  }, []);
  useAgainWhenBack(asked, again);
  return { asked, again };
}

/** What failed for want of a server is asked again as soon as there is one. */
function useAgainWhenBack<T>(asked: Asked<T>, again: () => void): void {
  const { channel } = usePage();
  const isOffline = asked.phase === "failed" && asked.status === null;
  useEffect(() => {
    if (!isOffline) return;
    return channel.state.subscribe(() => {
      if (channel.state.get().phase === "open") again();
    });
  }, [isOffline, channel, again]);
}

function toAsked<T>(answer: Answer<T>): Asked<T> {
  if (answer.ok) return { phase: "here", value: answer.value };
  const status = answer.kind === "refused" ? answer.problem.status : null;
  return { phase: "failed", message: whyNot(answer), status };
}
