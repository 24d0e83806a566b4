// What `for await` drives.
import type { Outlet, Step } from "./source.ts";

/** Leaving the loop leaves the outlet as it is: the next loop goes on. */
export class Steps<T> implements AsyncIterableIterator<NonNullable<T>, void, void> {
  readonly #outlet: Outlet<T>;
  readonly #owner: object | null;
  readonly #refusal: (() => Error) | null;

  /** Once the outlet has another owner, the loop ends with the refusal. */
  constructor(outlet: Outlet<T>, owner: object | null = null, refusal: (() => Error) | null = null) {
    this.#outlet = outlet;
    this.#owner = owner;
    this.#refusal = refusal;
  }

  next(): Promise<Step<T>> {
    const outlet = this.#outlet;
    if (outlet.owner !== this.#owner) return Promise.reject(this.#refusal?.());
    return outlet.next(true) as Promise<Step<T>>;
  }

  return(): Promise<Step<T>> {
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
