// Routes about the network: the origins of other machines, proxies in between, and the WebSocket endpoints.
import { isIP } from "node:net";
import type { Request } from "express";
import {
  networkCheckSchema,
  type PreflightInfo,
  preflightInfoSchema,
  publicOriginsSchema,
} from "../../../protocol/http.ts";
import { networkAdvice } from "../../gate/other-machines.ts";
import { publicOrigins } from "../../gate/public-origins.ts";
import { forwardingHeaders } from "../../gate/request-origin.ts";
import { HttpProblem, noSession } from "../problem.ts";
import { get, type HttpDeps, type Route } from "../route.ts";

/** A proxy's headers are long when something is wrong with them. */
const headerChars = 300;

const families: Readonly<Record<number, PreflightInfo["family"]>> = { 4: "IPv4", 6: "IPv6" };

/** Upgrade requests never get here: the gate answers them (front/gate/upgrade.ts). */
function socketRoute(path: string, summary: string, others: Readonly<Record<number, string>>): Route {
  const statuses = {
    101: "The socket is open.",
    403: "Pages of other sites are refused.",
    426: "Not an upgrade request.",
  };
  return get(path, {
    summary,
    response: "upgrade",
    others: { ...statuses, ...others },
    handle: () => {
      throw new HttpProblem(426, "This is a WebSocket endpoint. Send `Upgrade: websocket`.", {
        headers: { Upgrade: "websocket", Connection: "Upgrade" },
      });
    },
  });
}

export const networkRoutes: readonly Route[] = [
  get("/api/origins", {
    summary: "The origins at which other machines reach this server.",
    response: publicOriginsSchema,
    others: { 401: "There is no session." },
    handle: (call, { config, server }) => {
      // Strangers have no need to know this machine's networks.
      if (call.knownLearner() === null) throw noSession();
      return publicOrigins({ ...config, port: Number(new URL(server.url).port) });
    },
  }),
  get("/api/instructor/network", {
    summary: "Whether other machines have reached this server, and what to check if none has.",
    response: networkCheckSchema,
    others: { 401: "No instructor is signed in." },
    handle: (call, { config, server, gate: { otherMachines } }) => {
      call.instructor();
      const port = Number(new URL(server.url).port);
      const { requested, connected } = otherMachines;
      const times = { sinceMs: server.sinceMs, nowMs: Date.now() };
      return { ...publicOrigins({ ...config, port }), ...times, requested, connected, advice: networkAdvice(port) };
    },
  }),
  get("/preflight/info", {
    summary: "How this request reached the server, to find a proxy in between.",
    response: preflightInfoSchema,
    handle: ({ request, response }, deps) => {
      response.setHeader("Cache-Control", "no-store");
      return infoOf(request, deps);
    },
  }),
  socketRoute("/preflight/socket", "An echo to test the network with, for a minute. 1013 closes an excess socket.", {}),
  socketRoute("/ws/:room", "The learner's endpoint. Any client may connect.", {
    404: "There is no such room.",
    503: "A limit was reached, or the handler is stopped; the detail says which.",
  }),
  socketRoute("/live", "The page's own channel (docs/live.md).", { 401: "There is no session." }),
];

function infoOf(request: Request, { config, gate: { origins } }: HttpDeps): PreflightInfo {
  return {
    nowMs: Date.now(),
    protocol: origins.isSecure(request) ? "https" : "http",
    httpVersion: request.httpVersion,
    host: origins.hostOf(request) ?? "",
    family: families[isIP(origins.clientOf(request))] ?? "unknown",
    forwarded: forwardingHeaders.flatMap((name) => {
      const value = request.get(name);
      return value === undefined ? [] : [{ name, value: value.slice(0, headerChars) }];
    }),
    trustedProxies: config.trustProxy,
  };
}
