// How long a room has been without sockets; one that nobody uses is given up.

export class Idleness implements Disposable {
  readonly #limitMs: number;
  readonly #onIdle: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(limitMs: number, onIdle: () => void) {
    this.#limitMs = limitMs;
    this.#onIdle = onIdle;
    this.touch(0);
  }

  /** Somebody came, left, or loaded: with nobody there the time begins anew. */
  touch(sockets: number): void {
    this[Symbol.dispose]();
    if (sockets === 0) this.#timer = setTimeout(this.#onIdle, this.#limitMs);
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
