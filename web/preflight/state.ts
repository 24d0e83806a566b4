// The preflight as it goes on: what was tried, what came of it, and what that means together.

export const probeIds = [
  "browser",
  "storage",
  "server",
  "scheme",
  "open",
  "text",
  "binary",
  "large",
  "held",
  "proxies",
] as const;
export type ProbeId = (typeof probeIds)[number];

export const probeTitles: Record<ProbeId, string> = {
  browser: "The browser has what the page needs",
  storage: "The browser keeps what is typed",
  server: "The server answers plain requests",
  scheme: "Page and sockets go the same way, with or without TLS",
  open: "A socket opens",
  text: "Text comes back as it went",
  binary: "Bytes come back as they went",
  large: "A message of 64 KB passes whole",
  held: "A quiet socket is still open after 10 seconds",
  proxies: "Proxies on the way are known to the server",
};

/** `bad`: the course does not work here. `warn`: it does, with something to know. */
export type Verdict = "good" | "warn" | "bad" | "skipped";

export interface Outcome {
  readonly verdict: Verdict;
  readonly found: string;
  /** What the learner can do, and what the people of the network can. */
  readonly learner?: string;
  readonly network?: string;
}

export interface Preflight {
  readonly phase: "running" | "finished";
  readonly outcomes: Readonly<Partial<Record<ProbeId, Outcome>>>;
  readonly running: ProbeId | null;
  /** How far the one that runs is, such as `4 of 10 s`. */
  readonly progress: string;
  readonly startedAtMs: number;
}

export type PreflightAction =
  | { readonly type: "begin"; readonly atMs: number }
  | { readonly type: "try"; readonly probe: ProbeId }
  | { readonly type: "progress"; readonly text: string }
  | { readonly type: "found"; readonly probe: ProbeId; readonly outcome: Outcome }
  | { readonly type: "end" };

export const notBegun: Preflight = { phase: "running", outcomes: {}, running: null, progress: "", startedAtMs: 0 };

export function reducePreflight(preflight: Preflight, action: PreflightAction): Preflight {
  switch (action.type) {
    case "begin":
      return { ...notBegun, startedAtMs: action.atMs };
    case "try":
      return { ...preflight, running: action.probe, progress: "" };
    case "progress":
      return { ...preflight, progress: action.text };
    case "found":
      return { ...preflight, running: null, outcomes: { ...preflight.outcomes, [action.probe]: action.outcome } };
    case "end":
      return { ...preflight, phase: "finished", running: null, progress: "" };
    default:
      return action satisfies never;
  }
}

/** The worst of all; null before the end. */
export function verdictOf({ phase, outcomes }: Preflight): Exclude<Verdict, "skipped"> | null {
  if (phase === "running") return null;
  const verdicts = Object.values(outcomes).map(({ verdict }) => verdict);
  return verdicts.includes("bad") ? "bad" : verdicts.includes("warn") ? "warn" : "good";
}

export function summary(preflight: Preflight): string {
  const done = Object.keys(preflight.outcomes).length;
  switch (verdictOf(preflight)) {
    case null:
      return `${done} of ${probeIds.length} tried`;
    case "good":
      return "Ready: everything works from this browser and network.";
    case "warn":
      return "It works from here, with something to know.";
    case "bad":
      return "It does not work from here yet. What to do stands below.";
  }
}
