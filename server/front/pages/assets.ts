// Serves the built page's files, and only those, in the smallest encoding that the client accepts.
import type { RequestHandler } from "express";
import { encodingFor } from "../http/encoding.ts";
import type { BuiltPage } from "./built-page.ts";

export function serveAssets(page: BuiltPage): RequestHandler {
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
    response.setHeader("Cache-Control", cacheControl(request.path));
    response.sendFile(form.path, { cacheControl: false, acceptRanges: false, dotfiles: "allow" }, (error) => {
      // A browser that leaves the page aborts its downloads: that is not a failure.
      if (error !== undefined && error !== null && !response.destroyed) next(error);
    });
  };
}

/** Vite puts a hash of the content into the names of files in assets/. */
function cacheControl(path: string): string {
  return path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
}
