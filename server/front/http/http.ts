// The HTTP side of the front: what every request passes, which calls there are, and the one door where errors end.
import { randomUUID } from "node:crypto";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { Logger } from "pino";
import type { Limits } from "../../protocol/limits.ts";
import type { Addresses } from "../gate/request-origin.ts";
import type { BuiltPage } from "../pages/built-page.ts";
import { type PageParts, pageCalls } from "../pages/page-routes.ts";
import { sendProblemPage, wantsPage } from "../pages/problem-page.ts";
import type { Calls } from "./call.ts";
import type { Metrics } from "./metrics.ts";
import { HttpProblem, problemMediaType } from "./problem.ts";
import { problemOf } from "./problem-of.ts";
import { type AddressParts, addressCalls } from "./routes/address-routes.ts";
import { type CardParts, cardCalls } from "./routes/card-routes.ts";
import { type CodeParts, codeCalls } from "./routes/code-routes.ts";
import { type CourseParts, courseCalls } from "./routes/course-routes.ts";
import { type DeviceParts, deviceCalls } from "./routes/device-routes.ts";
import { type EmbedParts, embedCalls } from "./routes/embed-routes.ts";
import { type HealthParts, healthCalls } from "./routes/health-routes.ts";
import { type PhoneParts, phoneCalls } from "./routes/phone-routes.ts";
import { type PreflightParts, preflightCalls } from "./routes/preflight-routes.ts";
import { type RunParts, runCalls } from "./routes/run-routes.ts";
import { securityHeaders } from "./security-headers.ts";

interface Parts
  extends CodeParts,
    CourseParts,
    RunParts,
    DeviceParts,
    HealthParts,
    PreflightParts,
    PageParts,
    AddressParts,
    PhoneParts,
    EmbedParts,
    CardParts {}

export interface HttpOptions extends Parts {
  readonly limits: Limits;
  readonly log: Logger;
  readonly addresses: Addresses;
  readonly metrics: Metrics;
  /** Pages are reached by TLS: headers that need it are sent. */
  readonly tls: boolean;
}

export function createHttp(options: HttpOptions): Express {
  const app = express();
  app.disable("x-powered-by").disable("etag").enable("case sensitive routing").enable("strict routing");
  app.set("query parser", "simple");
  app.use(identify(options.metrics), securityHeaders(options.tls), refuseStrangeNames(options.addresses));
  app.use("/api", (_request, response, next) => {
    response.setHeader("Cache-Control", "no-store");
    next();
  });
  app.use(refuseForeignWrites(options.addresses));
  const body = express.json({ limit: options.limits.bodyBytes, inflate: false });
  const learning = [codeCalls, runCalls, courseCalls, deviceCalls, addressCalls];
  const groups = [...learning, healthCalls, preflightCalls, embedCalls, cardCalls, phoneCalls];
  for (const group of groups) serve(app, group(options), body);
  app.use(pageCalls(options));
  app.use((request) => {
    throw new HttpProblem(404, `There is nothing at ${request.path.slice(0, 200)}.`);
  });
  app.use(answerProblem(options));
  return app;
}

function serve(app: Express, calls: Calls, body: express.RequestHandler): void {
  for (const [path, methods] of Object.entries(calls)) {
    const { get, put, post } = methods;
    if (get !== undefined) app.get(path, get);
    if (put !== undefined) app.put(path, body, put);
    if (post !== undefined) app.post(path, body, post);
    const allowed = Object.keys(methods).map((method) => method.toUpperCase());
    const Allow = [...allowed, ...(get === undefined ? [] : ["HEAD"])].join(", ");
    app.all(path, (request) => {
      throw new HttpProblem(405, `${request.method} is not possible here; ${Allow} is.`, { headers: { Allow } });
    });
  }
}

function identify(metrics: Metrics): express.RequestHandler {
  return (_request, response, next) => {
    response.setHeader("X-Request-Id", randomUUID());
    response.once("finish", () => {
      metrics.count("ws101_http_requests_total", `status="${Math.floor(response.statusCode / 100)}xx"`);
    });
    next();
  };
}

/** Another site's name that resolves to this machine must not open it to that site's pages (DNS rebinding). */
function refuseStrangeNames(addresses: Addresses): express.RequestHandler {
  return (request, _response, next) => {
    const host = addresses.hostOf(request);
    if (!request.url.startsWith("/")) throw new HttpProblem(400, "Ask for a path: this server is no proxy.");
    if (host !== null && addresses.isOurs(host)) return next();
    throw new HttpProblem(421, "This server does not go by that name. Use its address, or set PUBLIC_URL.");
  };
}

const reading = new Set(["GET", "HEAD", "OPTIONS"]);

/** What changes something is done for our own pages and for clients that are no browsers. */
function refuseForeignWrites(addresses: Addresses): express.RequestHandler {
  return (request, _response, next) => {
    if (reading.has(request.method)) return next();
    const site = request.get("sec-fetch-site") ?? "none";
    const origin = request.get("origin");
    const ownOrigin = origin === undefined || addresses.isOwnOrigin(origin, addresses.hostOf(request) ?? "");
    if (ownOrigin && (site === "same-origin" || site === "none")) return next();
    throw new HttpProblem(403, "Pages of other sites may not change anything here.", { name: "foreign-origin" });
  };
}

interface ProblemParts {
  readonly log: Logger;
  readonly page: BuiltPage;
}

/** As a page for who opened an address in a browser, as problem details for everybody else. */
function answerProblem({ log, page }: ProblemParts): express.ErrorRequestHandler {
  return async (error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const problem = problemOf(error);
    if (problem.status >= 500) {
      log.error({ error, request: response.getHeader("X-Request-Id"), path: request.path }, "a request failed");
    }
    if (response.headersSent) return void response.destroy();
    response.status(problem.status).set(problem.headers);
    if (wantsPage(request)) return sendProblemPage(request, response, problem, page);
    response.type(problemMediaType);
    response.send(JSON.stringify(problem.body));
  };
}
