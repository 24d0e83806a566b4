// Clients that wait for the handler's `upgrade()`.
import type { GuestEvent, RequestInfo, UpgradeAnswer } from "../../protocol/guest.ts";

interface PendingUpgrade {
  readonly request: RequestInfo;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (answer: UpgradeAnswer) => void;
}

export class PendingUpgrades {
  readonly #pending = new Map<number, PendingUpgrade>();
  readonly #limitMs: number;
  #lastTicket = 0;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Returns the event for the handler. Calls `resolve` once, with 504 when the handler takes too long. */
  add(request: RequestInfo, resolve: (answer: UpgradeAnswer) => void): GuestEvent {
    const ticket = ++this.#lastTicket;
    const late = `The handler's upgrade() did not answer within ${this.#limitMs} ms.`;
    const timer = setTimeout(() => this.resolve(ticket, refusal(504, late)), this.#limitMs);
    this.#pending.set(ticket, { request, timer, resolve });
    return { type: "upgrade", ticket, request };
  }

  /** Ignores tickets that are not pending. */
  resolve(ticket: number, answer: UpgradeAnswer): void {
    const pending = this.#pending.get(ticket);
    if (!pending) return;
    this.#pending.delete(ticket);
    clearTimeout(pending.timer);
    pending.resolve(answer);
  }

  resolveAll(answer: UpgradeAnswer): void {
    for (const ticket of [...this.#pending.keys()]) this.resolve(ticket, answer);
  }

  /** The same events again, for a handler that has taken over. */
  events(): GuestEvent[] {
    return [...this.#pending].map(([ticket, { request }]) => ({ type: "upgrade", ticket, request }));
  }
}

export function refusal(status: number, reason: string): UpgradeAnswer {
  return { accept: false, status, reason, headers: {} };
}

/** The answer for a handler without `upgrade()`. */
export const acceptance: UpgradeAnswer = { accept: true, protocol: null, headers: {} };
