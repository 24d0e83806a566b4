// Saves edits to the server: debounced, one save at a time, newest text last, retried with back-off.
import type { Code } from "../../server/protocol/http.ts";
import { type Answer, whyNot } from "../net/api.ts";
import { backoffMs } from "../net/backoff.ts";
import type { Save, SaveAnswer, SaveConflict } from "../net/calls.ts";
import type { Store } from "../ui/store.ts";
import { type Draft, type DraftAction, isUnsaved, type LoadReport, type SaveError } from "./draft.ts";
import type { DraftStorage } from "./draft-storage.ts";

export interface AutosaveOptions {
  readonly draft: Store<Draft, DraftAction>;
  readonly storage: DraftStorage;
  readonly save: (save: Save) => Promise<SaveAnswer>;
  readonly newest: (style: Save["style"]) => Promise<Answer<Code>>;
  readonly swap: () => Save["swap"];
  /** The code is someone else's: in a conflict, theirs is kept, and the own text is not saved. */
  readonly isYielding?: boolean;
  /** Idle time after an edit before it is saved. */
  readonly debounceMs?: number;
  readonly now?: () => number;
}

type Failure = Exclude<SaveAnswer, { ok: true }>;

const defaultDebounceMs = 150;
const backoff = { firstMs: 500, maxMs: 5_000 };

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
    this.#change({ type: "edited", text }, this.#options.debounceMs ?? defaultDebounceMs);
  }

  /** Replaces the editor's text and saves it immediately. */
  insert(text: string): Promise<void> {
    this.#change({ type: "inserted", text }, 0);
    return this.flush();
  }

  #change(action: Extract<DraftAction, { type: "edited" | "inserted" }>, ms: number): void {
    const { draft, storage } = this.#options;
    const before = draft.get();
    draft.dispatch(action);
    const { style, base, text } = draft.get();
    if (draft.get() === before) return;
    storage.set(style, { text, base, editedAtMs: this.#now() });
    this.#schedule(ms);
  }

  /** Saves and loads the present text although it did not change. */
  reload(): Promise<void> {
    this.#options.draft.dispatch({ type: "reload" });
    return this.flush();
  }

  /** Saves now. Settles once the server has the text or cannot take it; never rejects. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#sending) await this.#sending;
    while (!this.#isClosed && isUnsaved(this.#options.draft.get())) {
      this.#sending ??= this.#send().finally(() => {
        this.#sending = null;
      });
      await this.#sending;
      if (this.#options.draft.get().saveError) return;
    }
  }

  async #send(): Promise<void> {
    const { draft, save, swap } = this.#options;
    const { style, text: source, edit, base } = draft.get();
    draft.dispatch({ type: "sending", edit });
    const answer = await save({ style, source, swap: swap(), base });
    if (this.#isClosed) return this.#settleClosed(style, source, answer);
    if (answer.ok) this.#saved(edit, answer.value);
    else if (answer.kind === "conflict") await this.#resolveConflict(edit, answer);
    else this.#failed(edit, answer);
  }

  #saved(edit: number, report: LoadReport): void {
    const { draft, storage } = this.#options;
    this.#attempt = 0;
    draft.dispatch({ type: "saved", edit, report });
    if (isUnsaved(draft.get())) this.#schedule(0);
    else storage.remove(draft.get().style);
  }

  /**
   * The newer text wins; an instructor's never does. Ages are compared, each by its own clock, so that a wrong clock
   * decides nothing.
   */
  async #resolveConflict(edit: number, { version, savedAtMs, ageMs, by }: SaveConflict): Promise<void> {
    const { draft, storage, isYielding = false } = this.#options;
    if (isYielding) return this.#takeTheirs(edit, false);
    const mine = storage.get(draft.get().style);
    const isMineNewer = mine !== null && (by !== undefined || this.#now() - mine.editedAtMs <= ageMs);
    if (isMineNewer) draft.dispatch({ type: "conflict-won", theirs: version, atMs: savedAtMs, by });
    else await this.#takeTheirs(edit, mine !== null);
  }

  /** Saves the own text into the history, then shows the server's code. */
  async #takeTheirs(edit: number, isTyped: boolean): Promise<void> {
    const { draft, storage, save, newest } = this.#options;
    const { style, text: source, base, swap } = { ...draft.get(), swap: this.#options.swap() };
    const aside = isTyped ? await save({ style, source, swap, base, aside: true }) : null;
    if (aside && !aside.ok) return this.#failed(edit, aside);
    const theirs = await newest(style);
    if (!theirs.ok) return this.#failed(edit, theirs);
    // Text typed in the meantime is the newest and is saved next.
    if (this.#isClosed || draft.get().edit !== edit) return;
    draft.dispatch({ type: "conflict-lost", edit, code: theirs.value, mine: aside?.value.version ?? base });
    storage.remove(style);
  }

  #failed(edit: number, answer: Failure): void {
    const { draft, storage } = this.#options;
    const error = { ...errorOf(answer), isStored: storage.isStored(draft.get().style) };
    draft.dispatch({ type: "failed", edit, error });
    if (error.kind !== "refused") this.#schedule(backoffMs(backoff, this.#attempt++, Math.random()));
    // The refusal was about older text.
    else if (draft.get().edit > edit) this.#schedule(0);
  }

  /** The lesson was closed while the save was in progress. */
  #settleClosed(style: Save["style"], source: string, answer: SaveAnswer): void {
    const { storage } = this.#options;
    if (answer.ok && storage.get(style)?.text === source) storage.remove(style);
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.flush(), ms);
  }

  /** Saves unsaved text once more. If that fails, the text is still in the storage. */
  dispose(): void {
    const { draft } = this.#options;
    const isLeft = isUnsaved(draft.get()) && draft.get().sending !== draft.get().edit;
    if (isLeft) void (this.#sending ?? Promise.resolve()).then(() => this.#send());
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}

function errorOf(answer: Failure): Omit<SaveError, "isStored"> {
  switch (answer.kind) {
    case "conflict":
      // Another page saved between the two requests; the retry sees its version.
      return { kind: "offline", message: "The code was changed elsewhere." };
    case "offline":
      return { kind: "offline", message: answer.message };
    case "refused": {
      const { status, saved } = answer.problem;
      const kind = saved === true ? "unloaded" : status >= 500 || status === 429 ? "offline" : "refused";
      return { kind, message: whyNot(answer) };
    }
    default:
      return answer satisfies never;
  }
}
