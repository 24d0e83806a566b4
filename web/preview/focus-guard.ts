// Gives the keyboard focus back when a frame takes it from someone who is typing. Browsers let any frame take it.

/** Keys after which the focus is expected to move. */
const moving = new Set(["Tab", "F6"]);
/** Someone who has pressed a key this recently is typing. */
const typingMs = 3_000;

export interface FocusGuardOptions {
  readonly frame: () => HTMLIFrameElement | null;
  /** Called after the focus was given back. */
  readonly taken: () => void;
}

export class FocusGuard {
  readonly #options: FocusGuardOptions;
  readonly #listening = new AbortController();
  #last: HTMLElement | null = null;
  #typedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: FocusGuardOptions) {
    this.#options = options;
    const { signal } = this.#listening;
    this.#remember(document.activeElement);
    document.addEventListener("focusin", ({ target }) => this.#remember(target), { signal });
    document.addEventListener("keydown", ({ key }) => this.#typed(key), { signal, capture: true });
    // A window loses the focus to its frames, too.
    window.addEventListener("blur", () => this.#lost(), { signal });
  }

  dispose(): void {
    this.#listening.abort();
  }

  #remember(target: EventTarget | null): void {
    if (target instanceof HTMLElement && !(target instanceof HTMLIFrameElement)) this.#last = target;
  }

  #typed(key: string): void {
    this.#typedAtMs = moving.has(key) ? Number.NEGATIVE_INFINITY : performance.now();
  }

  #lost(): void {
    const frame = this.#options.frame();
    const isTyping = performance.now() - this.#typedAtMs < typingMs;
    if (frame === null || document.activeElement !== frame || !isTyping || frame.matches(":hover")) return;
    this.#last?.focus({ preventScroll: true });
    this.#options.taken();
  }
}
