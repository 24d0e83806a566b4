// Routes for operators: liveness, readiness, metrics.
import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { HttpProblem } from "../problem.ts";
import { get, type HttpDeps, type Route } from "../route.ts";

export const operationRoutes: readonly Route[] = [
  get("/healthz", {
    summary: "The process is alive.",
    response: z.object({ status: z.literal("alive") }),
    handle: () => ({ status: "alive" }),
  }),
  get("/readyz", {
    summary: "Rooms can be opened, and code can be stored.",
    response: z.object({ status: z.literal("ready") }),
    others: { 503: "Not ready; the detail says why." },
    handle: async (_call, deps) => {
      const reason = await unreadyReason(deps);
      if (reason !== null) throw new HttpProblem(503, reason, { retryAfterS: 2 });
      return { status: "ready" };
    },
  }),
  get("/metrics", {
    summary: "Metrics in Prometheus's text format, for this machine or with METRICS_TOKEN as a bearer token.",
    response: "text",
    others: { 403: "The request came from another machine, or without the token." },
    handle: async ({ request, response }, deps) => {
      const { metricsToken } = deps.config;
      if (metricsToken !== null) requireToken(request.get("authorization"), metricsToken);
      else if (!deps.gate.origins.isLocal(request)) {
        throw new HttpProblem(403, "Metrics are available on this machine only. Set METRICS_TOKEN for remote access.");
      }
      response.setHeader("Cache-Control", "no-store");
      response.type("text/plain; version=0.0.4; charset=utf-8").send(await deps.metrics.text());
    },
  }),
];

async function unreadyReason({ server, hosts, store }: HttpDeps): Promise<string | null> {
  if (server.isClosing) return "The server is shutting down.";
  if (hosts.leastLoaded() === null) return "No host is available to run rooms.";
  // A write, because a full or removed store can still be read.
  return store.setSetting("last-readiness-check", new Date().toISOString()).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : "The store does not respond."),
  );
}

function requireToken(authorization: string | undefined, metricsToken: string): void {
  const [, token = ""] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  // Hashed, because timingSafeEqual requires equal lengths.
  const digest = (text: string) => createHash("sha256").update(text).digest();
  if (timingSafeEqual(digest(token), digest(metricsToken))) return;
  throw new HttpProblem(403, "Metrics require `Authorization: Bearer` with the METRICS_TOKEN.");
}
