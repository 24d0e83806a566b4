// The calls of those who run the server: is it alive, can it serve, what has it counted.
import { createHash, timingSafeEqual } from "node:crypto";
import type { Request } from "express";
import type { Addresses } from "../../gate/request-origin.ts";
import type { Calls } from "../call.ts";
import type { Metrics } from "../metrics.ts";
import { HttpProblem } from "../problem.ts";

export interface HealthParts {
  readonly addresses: Addresses;
  /** What opens /metrics; null opens it to this machine alone. */
  readonly metricsToken: string | null;
  readonly metrics: Metrics;
  /** Why it cannot serve just now; null when it can. */
  unready(): string | null;
}

export function healthCalls(parts: HealthParts): Calls {
  const { metrics, unready } = parts;
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
      get: (request, response) => {
        refuseStrangers(parts, request);
        response.setHeader("Cache-Control", "no-store");
        response.type("text/plain; version=0.0.4; charset=utf-8").send(metrics.text());
      },
    },
  };
}

function refuseStrangers({ addresses, metricsToken }: HealthParts, request: Request): void {
  if (metricsToken === null) {
    if (addresses.isLocal(request)) return;
    throw new HttpProblem(
      403,
      "Counters are told to this machine alone. Set METRICS_TOKEN to read them from elsewhere.",
    );
  }
  const [, brought = ""] = /^Bearer +(\S+)$/i.exec(request.get("authorization") ?? "") ?? [];
  if (timingSafeEqual(digest(brought), digest(metricsToken))) return;
  throw new HttpProblem(403, "Counters are told to those who bring `Authorization: Bearer` and the METRICS_TOKEN.");
}

/** Of one length, whatever was brought. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
