// How often somebody may guess wrong: of one address, and of all of them together. Who is right pays nothing.
import { HttpProblem } from "../http/problem.ts";

interface Rate {
  readonly burst: number;
  readonly everyMs: number;
}

/** Ten wrong ones at once, then one in ten seconds; a crowd, or one with many addresses, twenty a second. */
const ofAddress: Rate = { burst: 10, everyMs: 10_000 };
const ofAll: Rate = { burst: 400, everyMs: 50 };

/** Addresses that may be remembered; the oldest go first, which a crowd of them gains little by: `ofAll` holds. */
const mostAddresses = 10_000;

export class AttemptLimiter {
  readonly #now: () => number;
  /** When each will be without a debt, in milliseconds of `now`. */
  readonly #paidAt = new Map<string, number>();
  #allPaidAt = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Counts a guess as wrong until it is forgiven. Throws the 429 that says when to come again. */
  count(address: string): void {
    const place = placeOf(address);
    const now = this.#now();
    const own = Math.max(now, this.#paidAt.get(place) ?? now);
    const all = Math.max(now, this.#allPaidAt);
    const waitMs = Math.max(overdue(own - now, ofAddress), overdue(all - now, ofAll));
    if (waitMs > 0) throw tooMany(waitMs);
    this.#remember(place, own + ofAddress.everyMs);
    this.#allPaidAt = all + ofAll.everyMs;
  }

  /** It was right after all. */
  forgive(address: string): void {
    const place = placeOf(address);
    this.#remember(place, (this.#paidAt.get(place) ?? 0) - ofAddress.everyMs);
    this.#allPaidAt -= ofAll.everyMs;
  }

  #remember(place: string, paidAt: number): void {
    this.#paidAt.delete(place);
    if (paidAt > this.#now()) this.#paidAt.set(place, paidAt);
    const [oldest] = this.#paidAt.keys();
    if (this.#paidAt.size > mostAddresses && oldest !== undefined) this.#paidAt.delete(oldest);
  }
}

/** How long until one guess more stays within the burst; 0 when it does now. */
function overdue(debtMs: number, { burst, everyMs }: Rate): number {
  return Math.max(0, debtMs - (burst - 1) * everyMs);
}

/** Whoever has an IPv6 address has 2^64 of them. */
function placeOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("::");
  const [front, back] = [head.split(":"), tail === "" ? [] : tail.split(":")];
  const zeros = address.includes("::")
    ? Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => "0")
    : [];
  return [...front, ...zeros, ...back].slice(0, 4).join(":");
}

function tooMany(waitMs: number): HttpProblem {
  const seconds = Math.ceil(waitMs / 1_000);
  const detail = `Too many codes were wrong. Wait ${seconds} ${seconds === 1 ? "second" : "seconds"}, then try again.`;
  return new HttpProblem(429, detail, { name: "attemptLimiter", headers: { "Retry-After": String(seconds) } });
}
