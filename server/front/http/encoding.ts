// Sends text compressed with Brotli or gzip, as the client accepts it.
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Request, Response } from "express";

const encodings = ["br", "gzip"] as const;
export type Encoding = (typeof encodings)[number];

/** The best of the `available` encodings that the client accepts; null for none. */
export function encodingFor(request: Request, available: { has(encoding: Encoding): boolean }): Encoding | null {
  return encodings.find((each) => available.has(each) && request.acceptsEncodings(each) === each) ?? null;
}

const all: ReadonlySet<Encoding> = new Set(encodings);
/** Below this size, compression saves nothing. */
const compressibleChars = 1_024;

/** A document of this moment: shared caches must not store it, and browsers revalidate it. */
export function sendDocument(request: Request, response: Response, text: string): Promise<void> {
  if (!response.hasHeader("Cache-Control")) response.setHeader("Cache-Control", "private, no-cache");
  return sendText(request, response, "html", text);
}

/** Compresses on the thread pool, favouring speed over size. */
export async function sendText(request: Request, response: Response, type: string, text: string): Promise<void> {
  const encoding = text.length < compressibleChars ? null : encodingFor(request, all);
  response.type(type).vary("Accept-Encoding");
  if (encoding === null) return void response.send(text);
  const bytes = await compress(text, encoding);
  response.setHeader("Content-Encoding", encoding);
  response.send(bytes);
}

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

function compress(text: string, encoding: Encoding): Promise<Buffer> {
  if (encoding === "gzip") return toGzip(text, { level: 5 });
  return toBrotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_MODE]: 1 } });
}
