// A GET request whose response body is not decompressed.
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { within } from "../host/support/deadline.ts";

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

export async function fetchRaw(url: string, path: string, headers: Record<string, string>): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { hostname: host, port } = new URL(url);
  request({ host, port, path, headers, agent: false }, resolve).on("error", reject).end();
  const response = await within(promise, `an answer to ${path} did not come`);
  const chunks: Buffer[] = await Array.fromAsync(response);
  return { status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) };
}
