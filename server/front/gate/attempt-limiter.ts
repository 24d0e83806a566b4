// Limits wrong attempts, per IP address and in total. Correct attempts are free.
import { TokenBucket } from "../../protocol/token-bucket.ts";
import { HttpProblem } from "../http/problem.ts";
import { networkOf } from "./learner-networks.ts";

interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

const perAddress: Rate = { burst: 10, perSecond: 0.1 };
/** For a crowd, or an attacker with many addresses. */
const inTotal: Rate = { burst: 400, perSecond: 20 };

/** The oldest addresses are forgotten first. An attacker with this many gains little: the total limit remains. */
const addressesKept = 10_000;

export class AttemptLimiter {
  readonly #now: () => number;
  readonly #byNetwork = new Map<string, TokenBucket>();
  readonly #total: TokenBucket;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#total = this.#bucket(inTotal);
  }

  /** Counts an attempt, as a wrong one until it is forgiven. Throws a 429 with `Retry-After` when there were too many. */
  count(address: string): void {
    const now = this.#now();
    const network = networkOf(address);
    const own = this.#byNetwork.get(network) ?? this.#bucket(perAddress);
    const waitMs = Math.max(own.waitMs(1, now), this.#total.waitMs(1, now));
    if (waitMs > 0) throw tooManyAttempts(waitMs);
    own.take(1, now);
    this.#total.take(1, now);
    this.#keep(network, own);
  }

  /** Takes back an attempt that turned out to be correct. */
  forgive(address: string): void {
    const now = this.#now();
    const network = networkOf(address);
    const own = this.#byNetwork.get(network);
    this.#total.take(-1, now);
    own?.take(-1, now);
    if (own?.isFull(now)) this.#byNetwork.delete(network);
  }

  #bucket({ perSecond, burst }: Rate): TokenBucket {
    return new TokenBucket(perSecond, burst, this.#now());
  }

  #keep(network: string, bucket: TokenBucket): void {
    this.#byNetwork.delete(network);
    this.#byNetwork.set(network, bucket);
    const [oldest] = this.#byNetwork.keys();
    if (this.#byNetwork.size > addressesKept && oldest !== undefined) this.#byNetwork.delete(oldest);
  }
}

function tooManyAttempts(waitMs: number): HttpProblem {
  const seconds = Math.ceil(waitMs / 1_000);
  const detail = `Too many wrong codes. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  return new HttpProblem(429, detail, { name: "too-many-attempts", headers: { "Retry-After": String(seconds) } });
}
