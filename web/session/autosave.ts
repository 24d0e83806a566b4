// Brings every edit to the server: soon, one at a time, the newest wins, tried again until somebody answers.

import { type Answer, whyNot } from "../net/api.ts";
import { backoffMs } from "../net/backoff.ts";
import type { Save } from "../net/calls.ts";
import { type Draft, type DraftAction, isUnsaved, type LoadReport } from "../state/draft.ts";
import type { Store } from "../state/store.ts";
import type { DraftBox } from "./draft-box.ts";

export interface AutosaveOptions {
  readonly draft: Store<Draft, DraftAction>;
  readonly box: DraftBox;
  readonly save: (save: Save) => Promise<Answer<LoadReport>>;
  readonly swap: () => Save["swap"];
  /** Quiet time after an edit before it is sent. */
  readonly debounceMs?: number;
}

const backoff = { firstMs: 500, mostMs: 5_000 };

export class Autosave {
  readonly #options: AutosaveOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;
  #attempt = 0;
  #isClosed = false;

  constructor(options: AutosaveOptions) {
    this.#options = options;
  }

  edited(text: string): void {
    const { draft, box, debounceMs = 150 } = this.#options;
    const before = draft.get();
    draft.dispatch({ type: "edited", text });
    if (draft.get() === before) return;
    box.put(before.style, text);
    this.#in(debounceMs);
  }

  /** Sends the present text though nothing was typed. */
  reload(): Promise<void> {
    this.#options.draft.dispatch({ type: "reload" });
    return this.flush();
  }

  /** Sends what is unsaved now. Settles when the server has it or cannot take it; never rejects. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#sending) await this.#sending;
    while (!this.#isClosed && isUnsaved(this.#options.draft.get())) {
      this.#sending ??= this.#send();
      await this.#sending;
      if (this.#options.draft.get().trouble) return;
    }
  }

  async #send(): Promise<void> {
    const { draft, save, swap } = this.#options;
    const { style, text: source, edit } = draft.get();
    draft.dispatch({ type: "sending", edit });
    const answer = await save({ style, source, swap: swap() });
    this.#sending = null;
    if (this.#isClosed) return this.#keepFor(style, source, answer);
    if (answer.ok) this.#saved(edit, answer.value);
    else this.#failed(edit, answer);
  }

  #saved(edit: number, report: LoadReport): void {
    const { draft, box } = this.#options;
    this.#attempt = 0;
    draft.dispatch({ type: "saved", edit, report });
    if (isUnsaved(draft.get())) this.#in(0);
    else box.clear(draft.get().style);
  }

  #failed(edit: number, answer: Exclude<Answer<LoadReport>, { ok: true }>): void {
    const isOffline = answer.kind === "offline" || answer.problem.status >= 500 || answer.problem.status === 429;
    const trouble = { kind: isOffline ? ("offline" as const) : ("refused" as const), message: whyNot(answer) };
    this.#options.draft.dispatch({ type: "failed", edit, trouble });
    if (isOffline) this.#in(backoffMs(backoff, this.#attempt++, Math.random()));
    // Typed meanwhile: the refusal was about older text.
    else if (this.#options.draft.get().edit > edit) this.#in(0);
  }

  /** The page has left this lesson while the text was on its way. */
  #keepFor(style: Save["style"], source: string, answer: Answer<LoadReport>): void {
    const { box } = this.#options;
    if (answer.ok && box.get(style) === source) box.clear(style);
  }

  #in(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.flush(), ms);
  }

  /** What is unsaved goes on its way once more; what gets lost there is still in the box. */
  dispose(): void {
    const unsaved = isUnsaved(this.#options.draft.get()) && !this.#sending;
    if (unsaved) void this.#send();
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}
