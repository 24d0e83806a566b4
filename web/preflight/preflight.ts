// Preflight state: the outcome of each probe, the overall verdict and the text report.

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
  browser: "Browser support",
  storage: "Browser storage",
  server: "Server reachable over HTTP",
  scheme: "Page and sockets both use TLS, or neither",
  open: "WebSocket opens",
  text: "Text echo works",
  binary: "Binary echo works",
  large: "64 KB message arrives intact",
  held: "Idle socket stays open for 10 seconds",
  proxies: "Proxies are trusted by the server",
};

/** `bad`: the course does not work here. `warn`: it works, with limitations. */
export type Verdict = "good" | "warn" | "bad" | "skipped";

export interface Outcome {
  readonly verdict: Verdict;
  readonly found: string;
  /** Advice for the learner and for the network administrator. */
  readonly learner?: string;
  readonly network?: string;
}

export interface Preflight {
  readonly phase: "running" | "finished";
  readonly outcomes: Readonly<Partial<Record<ProbeId, Outcome>>>;
  readonly running: ProbeId | null;
  /** Progress of the running probe, such as `4 of 10 s`. */
  readonly progress: string;
  readonly startedAtMs: number;
}

export type PreflightAction =
  | { readonly type: "start"; readonly atMs: number }
  | { readonly type: "probe"; readonly probe: ProbeId }
  | { readonly type: "progress"; readonly text: string }
  | { readonly type: "outcome"; readonly probe: ProbeId; readonly outcome: Outcome }
  | { readonly type: "finish" };

export const notStarted: Preflight = { phase: "running", outcomes: {}, running: null, progress: "", startedAtMs: 0 };

export function reducePreflight(preflight: Preflight, action: PreflightAction): Preflight {
  switch (action.type) {
    case "start":
      return { ...notStarted, startedAtMs: action.atMs };
    case "probe":
      return { ...preflight, running: action.probe, progress: "" };
    case "progress":
      return { ...preflight, progress: action.text };
    case "outcome":
      return { ...preflight, running: null, outcomes: { ...preflight.outcomes, [action.probe]: action.outcome } };
    case "finish":
      return { ...preflight, phase: "finished", running: null, progress: "" };
    default:
      return action satisfies never;
  }
}

/** The worst outcome; null until all probes have run. */
export function verdictOf({ phase, outcomes }: Preflight): Exclude<Verdict, "skipped"> | null {
  if (phase === "running") return null;
  const verdicts = Object.values(outcomes).map(({ verdict }) => verdict);
  return verdicts.includes("bad") ? "bad" : verdicts.includes("warn") ? "warn" : "good";
}

export function summary(preflight: Preflight): string {
  const done = Object.keys(preflight.outcomes).length;
  switch (verdictOf(preflight)) {
    case null:
      return `${done} of ${probeIds.length} checks done`;
    case "good":
      return "Ready: everything works from this browser and network.";
    case "warn":
      return "It works from here, with limitations. See the notes below.";
    case "bad":
      return "Some checks failed. See the fixes below.";
  }
}

/** What stands for a verdict: in a circle, read aloud, and in the report. */
export const marks: Record<Verdict, { readonly sign: string; readonly word: string; readonly plain: string }> = {
  good: { sign: "✓", word: "passed", plain: "ok  " },
  warn: { sign: "!", word: "note", plain: "note" },
  bad: { sign: "✕", word: "failed", plain: "FAIL" },
  skipped: { sign: "–", word: "skipped", plain: "-   " },
};

export function reportOf(
  preflight: Preflight,
  context: { readonly address: string; readonly browser: string },
): string {
  const lines = probeIds.flatMap((id) => {
    const outcome = preflight.outcomes[id];
    if (!outcome) return [];
    const { verdict, found, learner, network } = outcome;
    const advice = [learner && `       learner: ${learner}`, network && `       administrator: ${network}`];
    return [
      `${marks[verdict].plain}  ${probeTitles[id]}: ${found}`,
      ...advice.filter((line) => line !== undefined && line !== ""),
    ];
  });
  const at = new Date(preflight.startedAtMs).toISOString();
  return [`ws101 preflight, ${at}`, context.address, context.browser, "", ...lines, "", summary(preflight)].join("\n");
}
