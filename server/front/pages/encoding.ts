// How an answer travels: as it is, or compressed by brotli or gzip, as its reader says they can take it.
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Request, Response } from "express";

export type Encoding = "br" | "gzip";

const encodings = ["br", "gzip"] as const;

/** The best form among `possible` that the reader takes; null for none. */
export function encodingFor(request: Request, possible: { has(encoding: Encoding): boolean }): Encoding | null {
  return encodings.find((each) => possible.has(each) && request.acceptsEncodings(each) === each) ?? null;
}

const every: ReadonlySet<Encoding> = new Set(encodings);
/** Below this the headers cost more than is saved. */
const leastBytes = 1_024;

/** A document of this moment: nobody but its reader keeps it, and they ask again. */
export function sendDocument(request: Request, response: Response, text: string): Promise<void> {
  if (!response.hasHeader("Cache-Control")) response.setHeader("Cache-Control", "private, no-cache");
  return sendText(request, response, "html", text);
}

/** Compressed in another thread, quickly rather than tightly. */
export async function sendText(request: Request, response: Response, type: string, text: string): Promise<void> {
  const encoding = text.length < leastBytes ? null : encodingFor(request, every);
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
