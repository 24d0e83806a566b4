// The title of an opened draft: typed in place, saved when the field is left, and kept in this browser until the server has it.
import type { Draft } from "../../server/protocol/playground.ts";
import { type Answer, whyNot } from "../net/api.ts";
import type { LiveChannel } from "../net/channel.ts";
import { createStore, type Store } from "../ui/store.ts";

export interface Title {
  readonly typed: string;
  readonly saved: string;
  /** Why the server does not have it; null if it does, or was not asked. */
  readonly error: string | null;
}

export type TitleAction =
  | { readonly type: "typed"; readonly text: string }
  | { readonly type: "saved"; readonly title: string; readonly sent: string }
  | { readonly type: "failed"; readonly message: string };

export function reduceTitle(title: Title, action: TitleAction): Title {
  switch (action.type) {
    case "typed":
      return { ...title, typed: action.text, error: null };
    case "saved": {
      // What was typed meanwhile stays.
      const isTyping = title.typed !== action.sent;
      return { typed: isTyping ? title.typed : action.title, saved: action.title, error: null };
    }
    case "failed":
      return { ...title, error: action.message };
    default:
      return action satisfies never;
  }
}

export interface TitleSessionOptions {
  readonly draft: Pick<Draft, "id" | "title">;
  readonly storage: Storage;
  readonly channel: Pick<LiveChannel, "subscribe">;
  readonly rename: (draft: string, title: string) => Promise<Answer<Draft>>;
}

export class TitleSession {
  readonly title: Store<Title, TitleAction>;
  readonly #options: TitleSessionOptions;
  readonly #key: string;
  readonly #unsubscribe: () => void;
  #sending: Promise<void> | null = null;

  constructor(options: TitleSessionOptions) {
    this.#options = options;
    const { draft, channel } = options;
    // Among the drafts' texts, which go together when this browser becomes another learner.
    this.#key = `ws101.draft.title:${draft.id}`;
    this.title = createStore(reduceTitle, { typed: draft.title, saved: draft.title, error: null });
    const kept = this.#kept();
    if (kept !== null) this.title.dispatch({ type: "typed", text: kept });
    if (kept !== null) void this.commit();
    this.#unsubscribe = channel.subscribe((message) => {
      if (message.type === "hello" && this.title.get().error !== null) void this.commit();
    });
  }

  type(text: string): void {
    this.title.dispatch({ type: "typed", text });
    this.#keep(text);
  }

  /** Shows the saved title again. */
  revert(): void {
    this.title.dispatch({ type: "typed", text: this.title.get().saved });
    this.#keep(null);
  }

  /** Another part of the page has saved it. */
  renamed(title: string): void {
    this.title.dispatch({ type: "saved", title, sent: this.title.get().typed });
    this.#keep(null);
  }

  /** Settles once the server has the title, or cannot take it. An empty one is not saved. */
  async commit(): Promise<void> {
    if (this.#sending) await this.#sending;
    const { typed, saved } = this.title.get();
    if (typed.trim() === "" || typed.trim() === saved) return this.revert();
    this.#sending = this.#send(typed);
    await this.#sending;
    this.#sending = null;
  }

  dispose(): void {
    this.#unsubscribe();
    void this.commit();
  }

  async #send(typed: string): Promise<void> {
    const answer = await this.#options.rename(this.#options.draft.id, typed);
    if (!answer.ok) return this.title.dispatch({ type: "failed", message: whyNot(answer) });
    this.title.dispatch({ type: "saved", title: answer.value.title, sent: typed });
    if (this.#kept() === typed) this.#keep(null);
  }

  #kept(): string | null {
    try {
      return this.#options.storage.getItem(this.#key);
    } catch {
      return null;
    }
  }

  #keep(text: string | null): void {
    const { storage } = this.#options;
    try {
      if (text === null) storage.removeItem(this.#key);
      else storage.setItem(this.#key, text);
    } catch {
      // Storage is full or blocked: the title lasts as long as the page.
    }
  }
}
