// The HTTP application: middleware, routes, and the one place where errors become responses.
import { randomUUID } from "node:crypto";
import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import helmet from "helmet";
import { type BuiltPage, serveAssets } from "../pages/built-page.ts";
import { type Html, html } from "../pages/document.ts";
import { siteDocument } from "../pages/site-document.ts";
import { sendDocument } from "./encoding.ts";
import { HttpProblem, problemMediaType, toProblem, unknownHost } from "./problem.ts";
import type { HttpDeps, Route } from "./route.ts";
import { routes } from "./routes/routes.ts";

export function createHttp(deps: HttpDeps): Express {
  const { limits, publicUrl } = deps.config;
  const app = express();
  app.disable("x-powered-by").disable("etag").enable("case sensitive routing").enable("strict routing");
  app.set("query parser", "simple");
  app.use(identify(deps), securityHeaders(publicUrl?.protocol === "https:"), refuseForeignHosts(deps));
  app.use("/api", (_request, response, next) => {
    response.setHeader("Cache-Control", "no-store");
    next();
  });
  app.use(refuseForeignWrites(deps));
  register(app, deps, express.json({ limit: limits.bodyBytes, inflate: false }));
  app.use(serveAssets(deps.pages.built));
  app.use(redirectWithoutSlash);
  app.use((request) => {
    throw new HttpProblem(404, `Nothing was found at ${request.path.slice(0, 200)}.`);
  });
  app.use(sendProblem(deps));
  return app;
}

/** People type a slash at the end. A path of plain words only: `//example.com` would be another server's. */
const redirectWithoutSlash: RequestHandler = (request, response, next) => {
  const [, path] = /^((?:\/[\w-]+)+)\/$/.exec(request.path) ?? [];
  if (path === undefined || !wantsPage(request)) return next();
  response.redirect(308, path + request.originalUrl.slice(request.path.length));
};

function register(app: Express, deps: HttpDeps, parseBody: RequestHandler): void {
  for (const [path, group] of Map.groupBy(routes, (route) => route.path)) {
    for (const route of group) {
      const handlers = [...(route.method === "get" ? [] : [parseBody]), route.createHandler(deps)];
      app[route.method](path, ...handlers);
    }
    app.all(path, refuseMethod(group));
  }
}

function refuseMethod(group: readonly Route[]): RequestHandler {
  const methods = group.map(({ method }) => method.toUpperCase());
  const Allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : [])].join(", ");
  return (request) => {
    throw new HttpProblem(405, `${request.method} is not allowed here. Allowed: ${Allow}.`, { headers: { Allow } });
  };
}

function identify({ metrics, gate: { origins, otherMachines } }: HttpDeps): RequestHandler {
  return (request, response, next) => {
    otherMachines.noteRequest(origins.clientOf(request));
    response.setHeader("X-Request-Id", randomUUID());
    response.once("finish", () => {
      metrics.count("ws101_http_requests_total", `status="${Math.floor(response.statusCode / 100)}xx"`);
    });
    next();
  };
}

/**
 * Without TLS, headers that require it are left out: no HSTS, no upgrade of plain requests, no opener isolation.
 * Monaco sets styles by script; its worker is one of our own files.
 */
function securityHeaders(tls: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'", "ws:", "wss:"],
        workerSrc: ["'self'", "blob:"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: tls,
    crossOriginOpenerPolicy: tls,
    originAgentCluster: tls,
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
  });
}

/** Protects against DNS rebinding: another site's name that resolves to this machine must not give that site's pages access. */
function refuseForeignHosts({ gate: { origins } }: HttpDeps): RequestHandler {
  return (request, _response, next) => {
    const host = origins.hostOf(request);
    if (!request.url.startsWith("/")) throw new HttpProblem(400, "Request a path: this server is not a proxy.");
    if (host !== null && origins.isOwnHost(host)) return next();
    throw unknownHost();
  };
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Only our own pages, and clients that are not browsers, may change state. */
function refuseForeignWrites({ gate: { origins } }: HttpDeps): RequestHandler {
  return (request, _response, next) => {
    if (safeMethods.has(request.method)) return next();
    const site = request.get("sec-fetch-site") ?? "none";
    const origin = request.get("origin");
    const ownOrigin = origin === undefined || origins.isOwnOrigin(origin, origins.hostOf(request) ?? "");
    if (ownOrigin && (site === "same-origin" || site === "none")) return next();
    throw new HttpProblem(403, "Pages of other sites may not change anything here.", { name: "foreign-origin" });
  };
}

/** A page for a browser that opens an address; problem details for every other client. */
function sendProblem({ log, pages }: HttpDeps): express.ErrorRequestHandler {
  return async (error: unknown, request, response, _next) => {
    const problem = toProblem(error);
    if (problem.status >= 500) {
      log.error({ error, request: response.getHeader("X-Request-Id"), path: request.path }, "a request failed");
    }
    if (response.headersSent) return void response.destroy();
    response.status(problem.status).set(problem.headers);
    if (wantsPage(request)) return sendProblemPage(request, response, problem, pages.built);
    response.type(problemMediaType).send(JSON.stringify(problem.body));
  };
}

/** True for a browser that opens an address, false for programs and for a page's own requests. */
function wantsPage(request: Request): boolean {
  const isReading = request.method === "GET" || request.method === "HEAD";
  return isReading && !request.path.startsWith("/api/") && /\btext\/html\b/i.test(request.get("accept") ?? "");
}

/** What happened and where to go. It needs neither scripts nor the store. */
async function sendProblemPage(
  request: Request,
  response: Response,
  problem: HttpProblem,
  page: BuiltPage,
): Promise<void> {
  const built = await page.current().catch(() => null);
  response.setHeader("Cache-Control", "no-store");
  response.vary("Accept");
  await sendDocument(request, response, problemDocument(problem, built?.template.styles ?? null).text);
}

function problemDocument(problem: HttpProblem, styles: Html | null): Html {
  const { status, detail, type } = problem.body;
  const title = ofType[type] ?? titles[status] ?? (status < 500 ? "Request failed" : "Server error");
  const { path, label } = leadsTo[type] ?? { path: "/lessons", label: "Back to lessons" };
  const isFinal = status === 404 || type in leadsTo;
  const head = html`<meta name="robots" content="noindex" />
    <title>${title} · ws101</title>
    ${styles}`;
  return siteDocument(
    head,
    html`<main class="failure breakable stack">
      <h1>${title}</h1>
      <p>${detail}</p>
      <div class="actions">
        ${!isFinal && html`<a class="button primary" href="">Try again</a>`}
        <a class="button${isFinal && " primary"}" href="${path}">${label}</a>
      </div>
      <p class="muted small">${status} ${problem.body.title}</p>
    </main>`,
  );
}

const ofType: Readonly<Record<string, string>> = {
  "/problems/no-draft": "Draft not found",
  "/problems/no-lesson": "Lesson not found",
  "/problems/no-snippet": "Nothing is shared here",
  "/problems/sharing-off": "Sharing is off",
};

/** Where to go from a problem; otherwise, back to the lessons. */
const leadsTo: Readonly<Record<string, { readonly path: string; readonly label: string }>> = {
  "/problems/no-draft": { path: "/play", label: "Open the playground" },
  "/problems/no-snippet": { path: "/play", label: "Open the playground" },
  "/problems/sharing-off": { path: "/play", label: "Open the playground" },
};

const titles: Readonly<Record<number, string>> = {
  404: "Page not found",
  421: "Unknown host name",
  429: "Too many requests",
  500: "Something went wrong",
  503: "Temporarily unavailable",
};
