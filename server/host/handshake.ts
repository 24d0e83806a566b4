// How a socket began, as it stood on the wire: the request and its answer, bounded.
import type { Handshake } from "../protocol/handshake.ts";
import type { UpgradeMeta } from "../protocol/host.ts";

/** What is known of it at the door, before it is a peer and has a time. */
export type Opening = Omit<Handshake, "peer" | "atMs">;
type Headers = Handshake["request"]["headers"];

const mostHeaders = 100;
const mostName = 256;
const mostValue = 2048;
/** Of all values of one side. */
const mostTogether = 16 << 10;

/** `lines`: the answer's status line and headers as they are sent. */
export function openingOf(meta: UpgradeMeta, lines: readonly string[]): Opening {
  const [statusLine = "", ...headers] = lines.filter((line) => line !== "");
  const [, status = "0", reason = ""] = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(statusLine) ?? [];
  return {
    client: meta.client,
    page: meta.page,
    request: { method: meta.method.slice(0, 32), url: cut(meta.url), headers: bounded(pairsOf(meta.rawHeaders)) },
    response: { status: Number(status), reason: reason.slice(0, 1024), headers: bounded(headers.map(split)) },
  };
}

function pairsOf(rawHeaders: readonly string[]): Headers {
  const pairs: Headers = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = "", value = ""] = rawHeaders.slice(i, i + 2);
    pairs.push([name, value]);
  }
  return pairs;
}

function split(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function bounded(headers: Headers): Headers {
  let left = mostTogether;
  return headers.slice(0, mostHeaders).map(([name, value]) => {
    const shown = cut(value.slice(0, left));
    left -= shown.length;
    return [name.slice(0, mostName), shown.length < value.length && !shown.endsWith("…") ? `${shown}…` : shown];
  });
}

function cut(text: string): string {
  return text.length <= mostValue ? text : `${text.slice(0, mostValue)}…`;
}
