// Waits for a condition on page state: rechecked on every change, given up at a deadline or when aborted.

export interface Wait {
  /** What to subscribe to; the condition can only become true when one of these changes. */
  readonly on: readonly { subscribe(listener: () => void): () => void }[];
  readonly withinMs: number;
  readonly signal?: AbortSignal;
}

/** Resolves to true as soon as the condition holds, to false at the deadline or on abort. */
export function until(holds: () => boolean, { on, withinMs, signal }: Wait): Promise<boolean> {
  return new Promise((resolve) => {
    const cleanup = new DisposableStack();
    const finish = (result: boolean) => {
      cleanup.dispose();
      resolve(result);
    };
    const check = () => {
      if (holds()) finish(true);
    };
    const abort = () => finish(false);
    if (signal?.aborted) return finish(false);
    const timer = setTimeout(abort, withinMs);
    cleanup.defer(() => clearTimeout(timer));
    for (const each of on) cleanup.defer(each.subscribe(check));
    signal?.addEventListener("abort", abort);
    cleanup.defer(() => signal?.removeEventListener("abort", abort));
    check();
  });
}
