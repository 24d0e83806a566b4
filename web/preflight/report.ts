// The preflight as text, to be sent to whoever can mend it.
import { type Preflight, probeIds, probeTitles, summary, type Verdict } from "./state.ts";

const marks: Record<Verdict, string> = { good: "ok  ", warn: "note", bad: "FAIL", skipped: "-   " };

export interface Surroundings {
  readonly address: string;
  readonly browser: string;
}

export function reportOf(preflight: Preflight, { address, browser }: Surroundings): string {
  const lines = probeIds.flatMap((id) => {
    const outcome = preflight.outcomes[id];
    if (!outcome) return [];
    const { verdict, found, learner, network } = outcome;
    const advice = [learner && `       learner: ${learner}`, network && `       network: ${network}`];
    return [
      `${marks[verdict]}  ${probeTitles[id]}: ${found}`,
      ...advice.filter((line) => line !== undefined && line !== ""),
    ];
  });
  const at = new Date(preflight.startedAtMs).toISOString();
  return [`ws101 preflight, ${at}`, address, browser, "", ...lines, "", summary(preflight)].join("\n");
}
