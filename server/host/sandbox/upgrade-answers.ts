// Answers to upgrades: headers come one by one, then the answer that they belong to.
import type { Effect } from "../../protocol/guest.ts";
import { type CallArguments, mostSentence, mostWord } from "./arguments.ts";

const mostHeaders = 64;
const mostOpenAnswers = 64;

export class UpgradeAnswers {
  readonly #headers = new Map<number, Map<string, string>>();

  header(given: CallArguments): void {
    const ticket = given.int(0);
    const headers = this.#headers.get(ticket) ?? new Map<string, string>();
    const name = given.text(1, mostWord);
    if (name === "" || headers.size >= mostHeaders || this.#headers.size >= mostOpenAnswers) return;
    this.#headers.set(ticket, headers.set(name, given.text(2, mostSentence)));
  }

  accept(given: CallArguments): Effect {
    const ticket = given.int(0);
    const protocol = given.textOrNull(1, mostSentence);
    return { type: "upgraded", ticket, answer: { accept: true, protocol, headers: this.#take(ticket) } };
  }

  refuse(given: CallArguments): Effect {
    const ticket = given.int(0);
    const answer = { accept: false, status: given.int(1), reason: given.text(2, mostSentence) } as const;
    return { type: "upgraded", ticket, answer: { ...answer, headers: this.#take(ticket) } };
  }

  #take(ticket: number): Record<string, string> {
    const headers = this.#headers.get(ticket) ?? [];
    this.#headers.delete(ticket);
    // A header named __proto__ becomes a property like any other this way.
    return Object.fromEntries(headers);
  }
}
