// The calls of those who run the server: is it alive, can it serve, what has it counted.
import type { Calls } from "./call.ts";
import type { Metrics } from "./metrics.ts";
import { HttpProblem } from "./problem.ts";

export interface HealthParts {
  readonly metrics: Metrics;
  /** Why it cannot serve just now; null when it can. */
  unready(): string | null;
}

export function healthCalls({ metrics, unready }: HealthParts): Calls {
  return {
    "/healthz": { get: (_request, response) => void response.json({ status: "alive" }) },
    "/readyz": {
      get: (_request, response) => {
        const why = unready();
        if (why !== null) throw new HttpProblem(503, why, { headers: { "Retry-After": "2" } });
        response.json({ status: "ready" });
      },
    },
    "/metrics": {
      get: (_request, response) => void response.type("text/plain; version=0.0.4; charset=utf-8").send(metrics.text()),
    },
  };
}
