// Calls to another process that wait for their replies, by id.

type PendingCall<Reply> = PromiseWithResolvers<Reply> & { readonly deadline: NodeJS.Timeout | undefined };

export class PendingCalls<Reply> {
  readonly #calls = new Map<number, PendingCall<Reply>>();
  #lastId = 0;

  get size(): number {
    return this.#calls.size;
  }

  /** `send` receives the call's id, which its reply must carry. Rejects with `error()` when no reply arrives in time. */
  call(send: (id: number) => void, deadline?: { readonly ms: number; error(): Error }): Promise<Reply> {
    const id = ++this.#lastId;
    const timer = deadline && setTimeout(() => this.reject(id, deadline.error()), deadline.ms);
    const call = { ...Promise.withResolvers<Reply>(), deadline: timer };
    this.#calls.set(id, call);
    send(id);
    return call.promise;
  }

  /** Ignores the reply to a call that has already settled. */
  resolve(id: number, reply: Reply): void {
    this.#take(id)?.resolve(reply);
  }

  reject(id: number, error: Error): void {
    this.#take(id)?.reject(error);
  }

  rejectAll(error: Error): void {
    for (const id of [...this.#calls.keys()]) this.reject(id, error);
  }

  #take(id: number): PendingCall<Reply> | undefined {
    const call = this.#calls.get(id);
    clearTimeout(call?.deadline);
    this.#calls.delete(id);
    return call;
  }
}
