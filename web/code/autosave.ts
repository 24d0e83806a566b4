// Brings every edit to the server: soon, one at a time, the newest wins, tried again until somebody answers.
import type { Code } from "../../server/protocol/http.ts";
import { type Answer, whyNot } from "../net/api.ts";
import { backoffMs } from "../net/backoff.ts";
import type { Save, SaveAnswer, SaveConflict } from "../net/calls.ts";
import type { Store } from "../ui/store.ts";
import { type Draft, type DraftAction, isUnsaved, type LoadReport, type Trouble } from "./draft.ts";
import type { DraftStorage } from "./draft-storage.ts";

export interface AutosaveOptions {
  readonly draft: Store<Draft, DraftAction>;
  readonly box: DraftStorage;
  readonly save: (save: Save) => Promise<SaveAnswer>;
  /** The newest code of a style. */
  readonly newest: (style: Save["style"]) => Promise<Answer<Code>>;
  readonly swap: () => Save["swap"];
  /** Quiet time after an edit before it is sent. */
  readonly debounceMs?: number;
  readonly now?: () => number;
}

const backoff = { firstMs: 500, mostMs: 5_000 };

export class Autosave {
  readonly #options: AutosaveOptions;
  readonly #now: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;
  #attempt = 0;
  #isClosed = false;

  constructor(options: AutosaveOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  edited(text: string): void {
    this.#change({ type: "edited", text }, this.#options.debounceMs ?? 150);
  }

  /** The same for text that comes from elsewhere than the editor, which takes it over. */
  put(text: string): Promise<void> {
    this.#change({ type: "put", text }, 0);
    return this.flush();
  }

  #change(action: Extract<DraftAction, { type: "edited" | "put" }>, ms: number): void {
    const { draft, box } = this.#options;
    const before = draft.get();
    draft.dispatch(action);
    const { style, base, text } = draft.get();
    if (draft.get() === before) return;
    box.put(style, { text, base, editedAtMs: this.#now() });
    this.#in(ms);
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
      this.#sending ??= this.#send().finally(() => {
        this.#sending = null;
      });
      await this.#sending;
      if (this.#options.draft.get().trouble) return;
    }
  }

  async #send(): Promise<void> {
    const { draft, save, swap } = this.#options;
    const { style, text: source, edit, base } = draft.get();
    draft.dispatch({ type: "sending", edit });
    const answer = await save({ style, source, swap: swap(), base });
    if (this.#isClosed) return this.#keepFor(style, source, answer);
    if (answer.ok) this.#saved(edit, answer.value);
    else if (answer.kind === "conflict") await this.#overruled(edit, answer);
    else this.#failed(edit, answer);
  }

  #saved(edit: number, report: LoadReport): void {
    const { draft, box } = this.#options;
    this.#attempt = 0;
    draft.dispatch({ type: "saved", edit, report });
    if (isUnsaved(draft.get())) this.#in(0);
    else box.clear(draft.get().style);
  }

  /** Ages are told each by its own clock, so that a wrong one decides nothing. */
  async #overruled(edit: number, { version, savedAtMs, ageMs }: SaveConflict): Promise<void> {
    const { draft, box } = this.#options;
    const mine = box.get(draft.get().style);
    const isMineNewer = mine !== null && this.#now() - mine.editedAtMs <= ageMs;
    if (isMineNewer) draft.dispatch({ type: "overtaking", theirs: version, atMs: savedAtMs });
    else await this.#giveWay(edit, mine !== null);
  }

  /** Lays the text aside on the server, then takes over what stands there. */
  async #giveWay(edit: number, isTyped: boolean): Promise<void> {
    const { draft, box, save, newest } = this.#options;
    const { style, text: source, base, swap } = { ...draft.get(), swap: this.#options.swap() };
    const kept = isTyped ? await save({ style, source, swap, base, aside: true }) : null;
    if (kept && !kept.ok) return this.#failed(edit, kept);
    const theirs = await newest(style);
    if (!theirs.ok) return this.#failed(edit, theirs);
    // Typed meanwhile: that is the newest of all, and goes its own way.
    if (this.#isClosed || draft.get().edit !== edit) return;
    draft.dispatch({ type: "overtaken", edit, code: theirs.value, mine: kept?.value.version ?? base });
    box.clear(style);
  }

  #failed(edit: number, answer: Exclude<SaveAnswer, { ok: true }>): void {
    this.#options.draft.dispatch({ type: "failed", edit, trouble: troubleOf(answer) });
    if (troubleOf(answer).kind === "offline") this.#in(backoffMs(backoff, this.#attempt++, Math.random()));
    // Typed meanwhile: the refusal was about older text.
    else if (this.#options.draft.get().edit > edit) this.#in(0);
  }

  /** The page has left this lesson while the text was on its way. */
  #keepFor(style: Save["style"], source: string, answer: SaveAnswer): void {
    const { box } = this.#options;
    if (answer.ok && box.get(style)?.text === source) box.clear(style);
  }

  #in(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.flush(), ms);
  }

  /** What is unsaved goes on its way once more; what gets lost there is still in the box. */
  dispose(): void {
    const { draft } = this.#options;
    const isLeft = isUnsaved(draft.get()) && draft.get().sending !== draft.get().edit;
    if (isLeft) void (this.#sending ?? Promise.resolve()).then(() => this.#send());
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}

function troubleOf(answer: Exclude<SaveAnswer, { ok: true }>): Trouble {
  switch (answer.kind) {
    case "conflict":
      // Between two looks somebody saved again: tried once more.
      return { kind: "offline", message: "The code changed elsewhere meanwhile." };
    case "offline":
      return { kind: "offline", message: answer.message };
    case "refused": {
      const { status } = answer.problem;
      return { kind: status >= 500 || status === 429 ? "offline" : "refused", message: whyNot(answer) };
    }
    default:
      return answer satisfies never;
  }
}
