// Why a handshake was answered with another status than 101, in the server's or the handler's own words.
import type { IncomingMessage } from "node:http";
import { z } from "zod";

const mostBytes = 4096;
const patienceMs = 1_000;
const problemSchema = z.object({ detail: z.string() });

/** The sentence in the body: a problem's detail, or plain text; the status line's words when there is none. Never rejects. */
export async function reasonOf(response: IncomingMessage): Promise<string> {
  const timer = setTimeout(() => response.destroy(), patienceMs);
  const text = (await firstBytes(response)).toString("utf8").trim();
  clearTimeout(timer);
  const shown = text === "" ? (response.statusMessage ?? "") : (detailOf(text) ?? text);
  return shown.slice(0, 1024);
}

async function firstBytes(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      if (!(chunk instanceof Buffer)) continue;
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= mostBytes) break;
    }
  } catch {
    // What came until it broke off is all there is.
  }
  return Buffer.concat(chunks).subarray(0, mostBytes);
}

function detailOf(text: string): string | null {
  try {
    return problemSchema.parse(JSON.parse(text)).detail;
  } catch {
    return null;
  }
}
