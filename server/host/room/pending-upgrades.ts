// Clients that wait at the door while the handler's `upgrade` decides about them.
import type { GuestEvent, RequestInfo, UpgradeAnswer } from "../../protocol/guest.ts";

interface Waiting {
  readonly request: RequestInfo;
  readonly timer: NodeJS.Timeout;
  readonly answer: (answer: UpgradeAnswer) => void;
}

export class Upgrades {
  readonly #waiting = new Map<number, Waiting>();
  readonly #limitMs: number;
  #tickets = 0;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Asks; `answer` is called once, with 504 when the handler takes too long. */
  ask(request: RequestInfo, answer: (answer: UpgradeAnswer) => void): GuestEvent {
    const ticket = ++this.#tickets;
    const late = `The handler's upgrade() gave no answer within ${this.#limitMs} ms.`;
    const timer = setTimeout(() => this.answer(ticket, refusing(504, late)), this.#limitMs);
    this.#waiting.set(ticket, { request, timer, answer });
    return { type: "upgrade", ticket, request };
  }

  /** An answer that nobody waits for is dropped. */
  answer(ticket: number, answer: UpgradeAnswer): void {
    const waiting = this.#waiting.get(ticket);
    if (!waiting) return;
    this.#waiting.delete(ticket);
    clearTimeout(waiting.timer);
    waiting.answer(answer);
  }

  /** The same questions for a handler that takes over. */
  again(): GuestEvent[] {
    return [...this.#waiting].map(([ticket, { request }]) => ({ type: "upgrade", ticket, request }));
  }

  answerAll(answer: UpgradeAnswer): void {
    for (const ticket of [...this.#waiting.keys()]) this.answer(ticket, answer);
  }
}

export function refusing(status: number, reason: string): UpgradeAnswer {
  return { accept: false, status, reason, headers: {} };
}

/** What a handler without an `upgrade` answers: yes, without a subprotocol. */
export const accepting: UpgradeAnswer = { accept: true, protocol: null, headers: {} };
