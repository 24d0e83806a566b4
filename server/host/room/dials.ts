// Connections that a learner's client asks for, and that a check, as its server, accepts or refuses one by one.
import { randomBytes } from "node:crypto";
import { dialHeader, type GuestEvent, type RequestInfo } from "../../protocol/guest.ts";

/** More than a client asks for that waits for each connection. */
const maxWaiting = 100;

export class Dials {
  readonly #push: (event: GuestEvent) => void;
  readonly #waiting: { readonly id: number; readonly url: string }[] = [];
  /** Accepted; its socket is on its way, with this token. */
  #accepted: { readonly id: number; readonly token: string } | null = null;
  #isRunning = false;

  constructor(push: (event: GuestEvent) => void) {
    this.#push = push;
  }

  /** The address of the dial that has waited for longest; null if none waits. */
  get next(): string | null {
    return this.#waiting[0]?.url ?? null;
  }

  /** Runs the learner's client, once for each version of the code. */
  start(): void {
    if (!this.#isRunning) this.#push({ type: "client" });
    this.#isRunning = true;
  }

  add(id: number, url: string): void {
    if (this.#waiting.length < maxWaiting) this.#waiting.push({ id, url });
    else this.#push({ type: "dialRefused", id, status: 503 });
  }

  cancel(id: number): void {
    const at = this.#waiting.findIndex((dial) => dial.id === id);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  refuse(status: number): void {
    const dial = this.#waiting.shift();
    if (dial) this.#push({ type: "dialRefused", id: dial.id, status });
  }

  /** Returns the token with which the check's socket has to come. */
  accept(): string {
    const dial = this.#waiting.shift();
    if (!dial) return "";
    const token = randomBytes(16).toString("base64url");
    this.#accepted = { id: dial.id, token };
    return token;
  }

  expects({ headers }: RequestInfo): boolean {
    return this.#accepted !== null && headers[dialHeader] === this.#accepted.token;
  }

  /** The dial that this socket answers; undefined if it is an ordinary client. */
  claim(request: RequestInfo): number | undefined {
    if (!this.expects(request)) return undefined;
    const id = this.#accepted?.id;
    this.#accepted = null;
    return id;
  }

  /** The handler is gone. */
  clear(): void {
    this.#waiting.length = 0;
    this.#accepted = null;
    this.#isRunning = false;
  }
}
