// The title of an opened draft: typed in place, saved when the field is left, and kept in this browser until the server has it.
import type { Draft } from "../../server/protocol/playground.ts";
import { type Answer, whyNot } from "../net/api.ts";
import type { LiveChannel } from "../net/channel.ts";
import { attempt } from "../ui/attempt.ts";
import { createStore, type Store } from "../ui/store.ts";

export interface Title {
  readonly typed: string;
  readonly saved: string;
  /** Why the server does not have it; null if it does, or was not asked. */
  readonly error: string | null;
}

export interface TitleSessionOptions {
  readonly draft: Pick<Draft, "id" | "title">;
  readonly storage: Storage;
  readonly channel: Pick<LiveChannel, "subscribe">;
  readonly rename: (draft: string, title: string) => Promise<Answer<Draft>>;
}

export class TitleSession {
  readonly title: Store<Title, Partial<Title>>;
  readonly #options: TitleSessionOptions;
  readonly #key: string;
  readonly #unsubscribe: () => void;
  #sending: Promise<void> | null = null;

  constructor(options: TitleSessionOptions) {
    this.#options = options;
    const { draft, channel } = options;
    // Among the drafts' texts, which go together when this browser becomes another learner.
    this.#key = `ws101.draft.title:${draft.id}`;
    const saved: Title = { typed: draft.title, saved: draft.title, error: null };
    this.title = createStore((title: Title, change: Partial<Title>) => ({ ...title, ...change }), saved);
    const kept = this.#kept();
    if (kept !== null) {
      this.#show(kept);
      void this.commit();
    }
    this.#unsubscribe = channel.subscribe((message) => {
      if (message.type === "hello" && this.title.get().error !== null) void this.commit();
    });
  }

  type(text: string): void {
    this.#show(text);
    this.#keep(text);
  }

  /** Shows the saved title again. */
  revert(): void {
    this.#show(this.title.get().saved);
    this.#keep(null);
  }

  /** Another part of the page has saved it. */
  renamed(title: string): void {
    this.title.dispatch({ typed: title, saved: title, error: null });
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

  #show(typed: string): void {
    this.title.dispatch({ typed, error: null });
  }

  async #send(typed: string): Promise<void> {
    const answer = await this.#options.rename(this.#options.draft.id, typed);
    if (!answer.ok) return this.title.dispatch({ error: whyNot(answer) });
    const saved = answer.value.title;
    // What was typed meanwhile stays.
    const isTyping = this.title.get().typed !== typed;
    this.title.dispatch({ saved, error: null, ...(!isTyping && { typed: saved }) });
    if (this.#kept() === typed) this.#keep(null);
  }

  #kept(): string | null {
    return attempt(() => this.#options.storage.getItem(this.#key)) ?? null;
  }

  #keep(text: string | null): void {
    const { storage } = this.#options;
    attempt(() => (text === null ? storage.removeItem(this.#key) : storage.setItem(this.#key, text)));
  }
}
