// The page's files: only those that the build listed, in the smallest form that the browser takes.
import type { RequestHandler, Response } from "express";
import type { BuiltPage } from "./built-page.ts";
import { encodingFor } from "./encoding.ts";

const suffixes = { br: ".br", gzip: ".gz" } as const;

/** What is no file of the page is left to whoever comes next. */
export function assets(page: BuiltPage): RequestHandler {
  return async (request, response, next) => {
    if (request.method !== "GET" && request.method !== "HEAD") return next();
    const built = await page.current().catch(() => null);
    const file = built?.files.get(request.path);
    if (file === undefined) return next();
    const encoding = encodingFor(request, file.encodings);
    if (file.encodings.size > 0) response.vary("Accept-Encoding");
    if (encoding !== null) response.setHeader("Content-Encoding", encoding);
    response.type(file.path.slice(file.path.lastIndexOf(".")));
    keep(response, request.path);
    // Its tag is made of size and time, so each form has its own.
    const options = { cacheControl: false, acceptRanges: false, dotfiles: "allow" } as const;
    response.sendFile(file.path + (encoding === null ? "" : suffixes[encoding]), options, (error) => {
      if (error !== undefined && error !== null && !response.headersSent) next(error);
    });
  };
}

/** Vite puts a hash of the content into the names of what lies in assets/. */
function keep(response: Response, path: string): void {
  const forEver = path.startsWith("/assets/");
  response.setHeader("Cache-Control", forEver ? "public, max-age=31536000, immutable" : "no-cache");
}
