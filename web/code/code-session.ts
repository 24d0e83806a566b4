// The code of one opened lesson: opens a style, saves it, follows other pages, and remembers recent versions.
import type { RoomState } from "../../server/protocol/host.ts";
import type { Code } from "../../server/protocol/http.ts";
import type { Style } from "../../server/protocol/lesson.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import type { Look } from "../lesson/lesson-access.ts";
import { type Answer, whyNot } from "../net/api.ts";
import type { LessonCalls, Save } from "../net/calls.ts";
import type { Store } from "../ui/store.ts";
import { Autosave } from "./autosave.ts";
import { type Draft, type DraftAction, isUnsaved, needsLoad } from "./draft.ts";
import { createDraftStorage, createPassingStorage, type DraftStorage, type Leftover } from "./draft-storage.ts";

type Load = Extract<ToPage, { type: "load" }>;
type Refusal = Exclude<Answer<unknown>, { ok: true }>;

/** Texts kept by version, so that a line or a recent result can be compared without a request. */
const textsKept = 40;

export type CodeCalls = Pick<LessonCalls, "code" | "version" | "history" | "save">;

export interface CodeSessionOptions {
  /** The lesson's slug, or what the text has in its place. */
  readonly lesson: string;
  readonly access: { readonly calls: CodeCalls; readonly look: Look | null };
  readonly draft: Store<Draft, DraftAction>;
  readonly swap: () => Save["swap"];
  /** Idle time after an edit before it is saved. */
  readonly debounceMs?: number;
}

export class CodeSession {
  readonly autosave: Autosave;
  readonly calls: CodeCalls;
  readonly draft: Store<Draft, DraftAction>;
  /** The code is a member's at whom an instructor looks. */
  readonly #isLook: boolean;
  readonly #storage: DraftStorage;
  readonly #swap: () => Save["swap"];
  readonly #texts = new Map<string, string>();
  /** Versions that were judged by a run or inserted, by style and version: the history keeps them apart. */
  readonly #milestones = new Set<string>();
  readonly #unsubscribe: () => void;

  constructor({ lesson, access, draft, swap, ...timing }: CodeSessionOptions) {
    const { calls, look } = access;
    this.calls = calls;
    this.#isLook = look !== null;
    this.draft = draft;
    this.#swap = swap;
    const createOwn = () => createDraftStorage(window.localStorage, lesson, Math.random().toString(36).slice(2, 10));
    this.#storage = this.#isLook ? createPassingStorage() : createOwn();
    const { save, code: newest } = calls;
    const [storage, isYielding] = [this.#storage, this.#isLook];
    this.autosave = new Autosave({ draft, storage, save, newest, swap, isYielding, ...timing });
    this.#unsubscribe = draft.subscribe(() => this.#remember(draft.get()));
  }

  open(code: Code): void {
    const [local = null, ...older] = this.#unsaved(code.style);
    if (local) this.#storage.set(code.style, local);
    local?.drop();
    for (const each of older) void this.#saveAside(code.style, each);
    this.draft.dispatch({ type: "opened", code, local });
    if (isUnsaved(this.draft.get())) void this.autosave.flush();
    else this.#storage.remove(code.style);
  }

  /** The text of a version of the present style; null if neither this page nor the server has it. */
  async textOf(version: number): Promise<string | null> {
    const { style } = this.draft.get();
    const known = this.knownText(version);
    if (known !== null) return known;
    const code = await this.calls.version(style, version);
    return code.ok ? code.value.source : null;
  }

  knownText(version: number): string | null {
    return this.#texts.get(`${this.draft.get().style}:${version}`) ?? null;
  }

  /** Saves the present text as a version, then replaces it. */
  async insert(text: string): Promise<void> {
    await this.autosave.flush();
    await this.autosave.insert(text);
    const { style, version } = this.draft.get();
    this.addMilestone(style, version);
  }

  addMilestone(style: Style, version: number): void {
    this.#milestones.add(`${style}:${version}`);
  }

  readonly isMilestone = (version: number): boolean => this.#milestones.has(`${this.draft.get().style}:${version}`);

  /** Switches to the other text of an edit conflict. Resolves to null, or to the reason why it failed. */
  async switchToOther(): Promise<string | null> {
    const { conflict, style } = this.draft.get();
    if (conflict !== null) {
      const code = await this.calls.version(style, conflict.other);
      if (!code.ok) return whyNot(code);
      await this.insert(code.value.source);
    }
    this.draft.dispatch({ type: "conflict-dismissed" });
    return null;
  }

  /**
   * Restores the text from before an instructor's changes, as one edit; the present text, with what was typed since, stays
   * in the history. Resolves to null, or to the reason why it failed.
   */
  async restoreBeforeHelp(): Promise<string | null> {
    const { help, style } = this.draft.get();
    const before = help?.before ?? (await this.#lastOwnText(style));
    if (typeof before !== "string") return whyNot(before);
    await this.insert(before);
    this.draft.dispatch({ type: "help-dismissed" });
    return null;
  }

  onFollowing(state: RoomState | null): void {
    if (!this.#isLook && needsLoad(this.draft.get(), state)) void this.autosave.reload();
    else if (state) this.draft.dispatch({ type: "serving", version: state.version });
  }

  /** Handles a load that this page did not request: another tab or program saved this code. */
  onLoad(load: Load): void {
    const draft = this.draft.get();
    // The save of unsaved text names its base version, and so detects the newer code itself.
    if (isUnsaved(draft)) return;
    if (load.style !== draft.style)
      this.draft.dispatch({ type: "other-style-loaded", style: load.style, version: load.version });
    else if (load.version > draft.version) void this.#takeOver(load);
    else this.draft.dispatch({ type: "loaded", report: load });
  }

  /** After a break of the live channel: another page may have saved this text meanwhile. */
  async catchUp(): Promise<void> {
    const { style } = this.draft.get();
    const code = await this.calls.code(style);
    if (code.ok && code.value.version > this.draft.get().version) this.#replace(code.value);
  }

  dispose(): void {
    this.#unsubscribe();
    this.autosave.dispose();
  }

  /** The newest text of this style that the learner saved. */
  async #lastOwnText(style: Style): Promise<string | Refusal> {
    const history = await this.calls.history(style);
    if (!history.ok) return history;
    const own = history.value.snapshots.find(({ by, aside }) => by === undefined && !aside);
    const code = await this.calls.version(style, own?.version ?? 0);
    return code.ok ? code.value.source : code;
  }

  async #takeOver(load: Load): Promise<void> {
    const code = await this.calls.code(load.style);
    if (!code.ok || this.draft.get().style !== load.style) return;
    this.#replace(code.value);
    this.draft.dispatch({ type: "loaded", report: load });
  }

  /** Text that is being typed stays. */
  #replace(code: Code): void {
    if (this.#isLook) this.draft.dispatch({ type: "moved-on", code });
    else this.draft.dispatch({ type: "replaced", code, atMs: code.savedAtMs ?? Date.now() });
  }

  /** Unsaved texts, newest first: this page's own, and those of pages that were closed. */
  #unsaved(style: Style): Leftover[] {
    const own = this.#storage.get(style);
    const mine = own ? [{ ...own, drop: () => {} }] : [];
    return [...mine, ...this.#storage.leftovers(style)].sort((one, other) => other.editedAtMs - one.editedAtMs);
  }

  async #saveAside(style: Style, { text: source, base, drop }: Leftover): Promise<void> {
    const saved = await this.calls.save({ style, source, base, swap: this.#swap(), aside: true });
    if (saved.ok) drop();
  }

  #remember(draft: Draft): void {
    if (isUnsaved(draft)) return;
    const key = `${draft.style}:${draft.version}`;
    this.#texts.delete(key);
    this.#texts.set(key, draft.text);
    const [oldest] = this.#texts.size > textsKept ? this.#texts.keys() : [];
    if (oldest !== undefined) this.#texts.delete(oldest);
  }
}
