// The built page: its files, and its one document for every address that people open.
import { existsSync } from "node:fs";
import { join } from "node:path";
import express, { type RequestHandler, Router } from "express";
import { type CallParts, learnerOf } from "./call.ts";
import { HttpProblem } from "./problem.ts";

export interface PageParts extends CallParts {
  /** Where the page was built to. */
  readonly webDir: string;
}

const addresses = ["/", "/lessons/:slug"];

export function pageCalls(parts: PageParts): Router {
  const router = Router({ caseSensitive: true });
  const document = join(parts.webDir, "index.html");
  const page: RequestHandler = (request, response) => {
    if (!existsSync(document)) throw new HttpProblem(503, "The page is not built yet: run `npm run build`.");
    learnerOf(parts, request, response);
    response.sendFile(document, { cacheControl: false, headers: { "Cache-Control": "no-cache" } });
  };
  for (const address of addresses) router.get(address, page);
  // Vite puts a hash of the content into the names of what lies in assets/.
  const forEver = { index: false, redirect: false, immutable: true, maxAge: "1y" };
  router.use("/assets", express.static(join(parts.webDir, "assets"), forEver));
  router.use(express.static(parts.webDir, { index: false, redirect: false, dotfiles: "ignore", setHeaders: noCache }));
  return router;
}

function noCache(response: { setHeader(name: string, value: string): unknown }): void {
  response.setHeader("Cache-Control", "no-cache");
}
