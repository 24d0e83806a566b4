// Remembers each learner's last requests: their network, so that rooms of one network can share what they use; and the handshake of
// their page, so that the clients of a check look to the handler like clients of that page.
import type { IncomingMessage } from "node:http";
import { LRUCache } from "lru-cache";
import { headerPairs } from "../../protocol/raw-headers.ts";

/** The learners who were seen longest ago are forgotten first. */
const networksKept = 10_000;
const handshakesKept = 2_000;

export class LearnerNetworks {
  readonly #byLearner = new LRUCache<string, string>({ max: networksKept });

  /** Call with each authenticated request; `address` is the client's IP address. */
  note(learner: string, address: string): void {
    this.#byLearner.set(learner, networkOf(address));
  }

  /** Empty if the learner was not seen lately. */
  of(learner: string): string {
    return this.#byLearner.get(learner) ?? "";
  }
}

/** An IPv6 client usually controls a whole /64. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("::");
  const [front, back] = [head.split(":"), tail === "" ? [] : tail.split(":")];
  const missing = address.includes("::") ? Math.max(0, 8 - front.length - back.length) : 0;
  const zeros = Array.from({ length: missing }, () => "0");
  return [...front, ...zeros, ...back].slice(0, 4).join(":");
}

/** How a learner's browser opens a WebSocket. */
export interface PageHandshake {
  readonly rawHeaders: readonly string[];
  readonly address: string;
}

interface Noted extends PageHandshake {
  /** The learner has opened no page; this is what one would send. */
  readonly isAssumed: boolean;
}

const maxBytes = 4 << 10;
/** These belong to one handshake. */
const ownHeaders = new Set(["sec-websocket-key", "sec-websocket-protocol"]);
/** Every client sends these itself, but the page's are shown. */
const replaced = new Set(["host", "connection", "upgrade", "sec-websocket-version", "sec-websocket-extensions"]);

export class PageHandshakes {
  readonly #byLearner = new LRUCache<string, Noted>({ max: handshakesKept });

  /** Call with the handshake of each page's live channel. */
  note(learner: string, { rawHeaders }: Pick<IncomingMessage, "rawHeaders">, address: string): void {
    if (rawHeaders.join("").length > maxBytes) this.#byLearner.delete(learner);
    else this.#byLearner.set(learner, { rawHeaders, address, isAssumed: false });
  }

  /** Call when checks begin: without a page, their clients look like a page that a browser at `address` opened at `origin`. */
  assume(learner: string, origin: string, address: string): void {
    if (this.#byLearner.get(learner)?.isAssumed === false) return;
    this.#byLearner.set(learner, { rawHeaders: browserHeaders(origin), address, isAssumed: true });
  }

  /** The origin of the learner's page; empty if nothing was noted about the learner. */
  originOf(learner: string): string {
    const pairs = headerPairs(this.of(learner)?.rawHeaders ?? []);
    return pairs.find(([name]) => name.toLowerCase() === "origin")?.[1] ?? "";
  }

  /** Null if nothing was noted about the learner. */
  of(learner: string): PageHandshake | null {
    return this.#byLearner.get(learner) ?? null;
  }
}

/** The handshake of the most common browser, in its order. */
function browserHeaders(origin: string): string[] {
  const agent =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
  return [
    ["Host", new URL(origin).host],
    ["Connection", "Upgrade"],
    ["Pragma", "no-cache"],
    ["Cache-Control", "no-cache"],
    ["User-Agent", agent],
    ["Upgrade", "websocket"],
    ["Origin", origin],
    ["Sec-WebSocket-Version", "13"],
    ["Accept-Encoding", "gzip, deflate, br, zstd"],
    ["Accept-Language", "en-US,en;q=0.9"],
    ["Sec-WebSocket-Key", ""],
    ["Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"],
  ].flat();
}

/**
 * The headers of a check's client among those of a page's handshake, as the page would have sent them; an empty one takes the
 * page's away.
 */
export function headersOfPage(page: readonly string[], check: readonly string[]): string[] {
  const own = Map.groupBy(headerPairs(check), ([name]) => name.toLowerCase());
  for (const name of replaced) own.delete(name);
  const pairs = headerPairs(page).flatMap(([name, value]) => {
    const lowerName = name.toLowerCase();
    const mine = own.get(lowerName)?.flat();
    own.delete(lowerName);
    if (mine !== undefined) return mine[1] === "" ? [] : mine;
    return ownHeaders.has(lowerName) ? [] : [name, value];
  });
  return [...pairs, ...[...own.values()].flat(2)];
}
