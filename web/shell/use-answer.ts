// An HTTP answer as a component sees it: asked for once, and again when the learner says so.
import { useCallback, useEffect, useState } from "react";
import { type Answer, whyNot } from "../net/api.ts";

export type Asked<T> =
  | { readonly phase: "loading" }
  | { readonly phase: "here"; readonly value: T }
  | { readonly phase: "failed"; readonly message: string; readonly status: number | null };

export function useAnswer<T>(ask: () => Promise<Answer<T>>): { asked: Asked<T>; again: () => void } {
  const [asked, setAsked] = useState<Asked<T>>({ phase: "loading" });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks the same again
  useEffect(() => {
    let isGone = false;
    void ask().then((answer) => {
      if (!isGone) setAsked(toAsked(answer));
    });
    return () => {
      isGone = true;
    };
  }, [ask, round]);
  const again = useCallback(() => {
    setAsked({ phase: "loading" });
    setRound((count) => count + 1);
  }, []);
  return { asked, again };
}

function toAsked<T>(answer: Answer<T>): Asked<T> {
  if (answer.ok) return { phase: "here", value: answer.value };
  const status = answer.kind === "refused" ? answer.problem.status : null;
  return { phase: "failed", message: whyNot(answer), status };
}
