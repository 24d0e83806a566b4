// Questions to another process that wait for their answers: each has a deadline, and all end when the process does.

/** The process a question was put to is gone; whether it did what was asked nobody knows. */
export class HostLost extends Error {
  override readonly name = "HostLost";
}

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: NodeJS.Timeout;
}

export class PendingCalls<Answer> {
  readonly #waiting = new Map<number, Waiting<Answer>>();
  #last = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** Puts a question: `ask` gets its number. Rejects after `ms`, or with what `fail` says. */
  put(ms: number, what: string, ask: (id: number) => void): Promise<Answer> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const late = () => this.#take(id)?.reject(new Error(`No answer to "${what}" within ${ms} ms.`));
      this.#waiting.set(id, { resolve, reject, deadline: setTimeout(late, ms) });
      ask(id);
    });
  }

  /** False when nobody waits for it (any more). */
  answer(id: number, answer: Answer): boolean {
    const waiting = this.#take(id);
    waiting?.resolve(answer);
    return waiting !== undefined;
  }

  fail(error: Error): void {
    for (const id of [...this.#waiting.keys()]) this.#take(id)?.reject(error);
  }

  #take(id: number): Waiting<Answer> | undefined {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) clearTimeout(waiting.deadline);
    this.#waiting.delete(id);
    return waiting;
  }
}
