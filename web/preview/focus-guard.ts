// Gives the keyboard focus back when a frame takes it from someone who works elsewhere. Browsers let any frame take it.

/** Keys after which the focus is expected to move. */
const moving = new Set(["Tab", "F6"]);
/**
 * Someone who has clicked or typed this recently did not mean to go into the frame. A longer time would lock out screen readers,
 * which move the focus without either.
 */
const recentMs = 3_000;

/** Until then, the browser is moving the focus, and may not have reported yet that the pointer is over the frame. */
const settleMs = 50;

export class FocusGuard {
  readonly #frame: () => HTMLIFrameElement | null;
  readonly #taken: () => void;
  readonly #listening = new AbortController();
  #last: HTMLElement | null = null;
  #actedAtMs = Number.NEGATIVE_INFINITY;

  /** `taken` is called after the focus was given back. */
  constructor(frame: () => HTMLIFrameElement | null, taken: () => void) {
    this.#frame = frame;
    this.#taken = taken;
    const { signal } = this.#listening;
    this.#remember(document.activeElement);
    document.addEventListener("focusin", ({ target }) => this.#remember(target), { signal });
    document.addEventListener("keydown", ({ key }) => this.#acted(!moving.has(key)), { signal, capture: true });
    document.addEventListener("pointerdown", () => this.#acted(true), { signal, capture: true });
    // A window loses the focus to its frames, too.
    window.addEventListener("blur", () => this.#lost(), { signal });
  }

  dispose(): void {
    this.#listening.abort();
  }

  #remember(target: EventTarget | null): void {
    if (target instanceof HTMLElement && !(target instanceof HTMLIFrameElement)) this.#last = target;
  }

  #acted(isHere: boolean): void {
    this.#actedAtMs = isHere ? performance.now() : Number.NEGATIVE_INFINITY;
  }

  #lost(): void {
    const frame = this.#frame();
    const isWorking = performance.now() - this.#actedAtMs < recentMs;
    if (frame === null || document.activeElement !== frame || !isWorking || isChosen(frame)) return;
    setTimeout(() => {
      if (document.activeElement !== frame || isChosen(frame)) return;
      this.#last?.focus({ preventScroll: true });
      this.#taken();
    }, settleMs);
  }
}

/** The pointer is over the frame; a finger is over nothing. */
function isChosen(frame: HTMLElement): boolean {
  return frame.matches(":hover") || !window.matchMedia("(hover: hover)").matches;
}
