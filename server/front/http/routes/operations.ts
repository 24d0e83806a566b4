// Routes for operators: liveness, readiness, metrics.
import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { HttpProblem } from "../problem.ts";
import { type HttpDeps, type Route, route } from "../route.ts";

export const operationRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/healthz",
    summary: "The process is alive.",
    response: z.object({ status: z.literal("alive") }),
    handle: () => ({ status: "alive" }),
  }),
  route({
    method: "get",
    path: "/readyz",
    summary: "Rooms can be opened.",
    response: z.object({ status: z.literal("ready") }),
    others: { 503: "Not ready; the detail says why." },
    handle: (_call, deps) => {
      const reason = unreadyReason(deps);
      if (reason !== null) throw new HttpProblem(503, reason, { headers: { "Retry-After": "2" } });
      return { status: "ready" };
    },
  }),
  route({
    method: "get",
    path: "/metrics",
    summary: "Metrics in Prometheus's text format, for this machine or with METRICS_TOKEN as a bearer token.",
    response: "text",
    others: { 403: "The request came from another machine, or without the token." },
    handle: ({ request, response }, deps) => {
      const { metricsToken } = deps.config;
      if (metricsToken !== null) requireToken(request.get("authorization"), metricsToken);
      else if (!deps.gate.origins.isLocal(request)) {
        throw new HttpProblem(403, "Metrics are available on this machine only. Set METRICS_TOKEN for remote access.");
      }
      response.setHeader("Cache-Control", "no-store");
      response.type("text/plain; version=0.0.4; charset=utf-8").send(deps.metrics.text());
    },
  }),
];

function unreadyReason({ server, hosts }: HttpDeps): string | null {
  if (server.isClosing) return "The server is shutting down.";
  return hosts.leastLoaded() === null ? "No host is available to run rooms." : null;
}

function requireToken(authorization: string | undefined, metricsToken: string): void {
  const [, token = ""] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  // Hashed, because timingSafeEqual requires equal lengths.
  const digest = (text: string) => createHash("sha256").update(text).digest();
  if (timingSafeEqual(digest(token), digest(metricsToken))) return;
  throw new HttpProblem(403, "Metrics require `Authorization: Bearer` with the METRICS_TOKEN.");
}
