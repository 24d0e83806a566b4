// Makes the clients of a check look to the handler like clients of its learner's page, so that no handler can tell when it
// is being checked.
import type { IncomingMessage } from "node:http";

/** How a learner's browser opens a WebSocket. */
export interface PageHandshake {
  readonly rawHeaders: readonly string[];
  readonly address: string;
}

/** The learners whose pages were opened longest ago are forgotten first. */
const learnersKept = 2_000;
const maxBytes = 4 << 10;
/** These belong to one handshake. */
const ownHeaders = new Set(["sec-websocket-key", "sec-websocket-protocol"]);
/** These every client sends, and the page's are shown. */
const replaced = new Set(["host", "connection", "upgrade", "sec-websocket-version", "sec-websocket-extensions"]);

export class PageHandshakes {
  readonly #byLearner = new Map<string, PageHandshake>();

  /** Call with the handshake of each page's live channel. */
  note(learner: string, { rawHeaders }: Pick<IncomingMessage, "rawHeaders">, address: string): void {
    this.#byLearner.delete(learner);
    if (rawHeaders.join("").length > maxBytes) return;
    this.#byLearner.set(learner, { rawHeaders, address });
    const [oldest] = this.#byLearner.keys();
    if (this.#byLearner.size > learnersKept && oldest !== undefined) this.#byLearner.delete(oldest);
  }

  /** Null if the learner has opened no page. */
  of(learner: string): PageHandshake | null {
    return this.#byLearner.get(learner) ?? null;
  }
}

/** The headers of a check's client among those of a page's handshake, as the page would have sent them. */
export function headersOfPage(page: readonly string[], check: readonly string[]): string[] {
  const own = Map.groupBy(pairsOf(check), ([name]) => name.toLowerCase());
  for (const name of replaced) own.delete(name);
  const pairs = pairsOf(page).flatMap(([name, value]) => {
    const lowerName = name.toLowerCase();
    const mine = own.get(lowerName)?.flat();
    own.delete(lowerName);
    return mine ?? (ownHeaders.has(lowerName) ? [] : [name, value]);
  });
  return [...pairs, ...[...own.values()].flat(2)];
}

function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    pairs.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  }
  return pairs;
}
