// The page's files: only those that the build listed, in the smallest form that the browser takes.
import type { RequestHandler, Response } from "express";
import type { BuiltPage } from "./built-page.ts";
import { encodingFor } from "./encoding.ts";

/** What is no file of the page is left to whoever comes next. */
export function assets(page: BuiltPage): RequestHandler {
  return async (request, response, next) => {
    if (request.method !== "GET" && request.method !== "HEAD") return next();
    const built = await page.current().catch(() => null);
    const file = built?.files.get(request.path);
    if (file === undefined) return next();
    const { plain, compressed } = file;
    const encoding = encodingFor(request, compressed);
    const form = (encoding === null ? null : compressed.get(encoding)) ?? plain;
    if (encoding !== null) response.setHeader("Content-Encoding", encoding);
    if (compressed.size > 0) response.vary("Accept-Encoding");
    response.type(plain.path.slice(plain.path.lastIndexOf(".")));
    response.setHeader("ETag", form.tag);
    keep(response, request.path);
    const options = { cacheControl: false, acceptRanges: false, dotfiles: "allow" } as const;
    response.sendFile(form.path, options, (error) => {
      // A browser that went on to another page took the file no further: nothing failed.
      if (error !== undefined && error !== null && !response.destroyed) next(error);
    });
  };
}

/** Vite puts a hash of the content into the names of what lies in assets/. */
function keep(response: Response, path: string): void {
  const forEver = path.startsWith("/assets/");
  response.setHeader("Cache-Control", forEver ? "public, max-age=31536000, immutable" : "no-cache");
}
