// React hook for work that goes on in the server: starts it, polls its progress while it runs, and stops it.
import { useCallback, useEffect, useState } from "react";
import { type Answer, whyNot } from "../../net/api.ts";
import { usePage } from "../../shell/page-context.ts";

/** The calls of one kind of job. Declared once, outside components. */
export interface JobCalls<Value, Request, Progress> {
  get(workshop: string): Promise<Answer<Value>>;
  start(workshop: string, request: Request): Promise<Answer<Value>>;
  stop(workshop: string): Promise<Answer<Value>>;
  /** Null before the first job. */
  progressOf(value: Value): Progress | null;
  readonly pollMs: number;
}

export function useJob<Value, Request, Progress extends { readonly state: string }>(
  workshop: string,
  calls: JobCalls<Value, Request, Progress>,
) {
  const { notices } = usePage();
  const [progress, setProgress] = useState<Progress | null>(null);
  const show = useCallback(
    (answer: Answer<Value>) => {
      if (answer.ok) setProgress(calls.progressOf(answer.value));
      else notices.dispatch({ type: "show", text: whyNot(answer) });
    },
    [calls, notices],
  );
  const poll = useCallback(() => void calls.get(workshop).then(show), [calls, workshop, show]);
  useEffect(poll, [poll]);
  const isRunning = progress?.state === "running";
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(poll, calls.pollMs);
    return () => clearInterval(timer);
  }, [isRunning, calls, poll]);
  const start = (request: Request) => void calls.start(workshop, request).then(show);
  const stop = () => void calls.stop(workshop).then(show);
  return { progress, isRunning, start, stop };
}
