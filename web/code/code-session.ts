// The code of one opened lesson: opens a style, saves it, follows other pages, and remembers recent versions.
import type { RoomState } from "../../server/protocol/host.ts";
import type { Code } from "../../server/protocol/http.ts";
import type { Style } from "../../server/protocol/lesson.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { whyNot } from "../net/api.ts";
import { getCode, getVersion, type Save, saveCode } from "../net/calls.ts";
import type { Store } from "../ui/store.ts";
import { Autosave } from "./autosave.ts";
import { type Draft, type DraftAction, isUnsaved, needsLoad } from "./draft.ts";
import { createDraftStorage, type DraftStorage, type Leftover } from "./draft-storage.ts";

type Load = Extract<ToPage, { type: "load" }>;

/** Texts kept by version, so that a line or a recent result can be compared without a request. */
const textsKept = 40;

export class CodeSession {
  readonly autosave: Autosave;
  readonly #lesson: string;
  readonly #draft: Store<Draft, DraftAction>;
  readonly #storage: DraftStorage;
  readonly #swap: () => Save["swap"];
  readonly #texts = new Map<string, string>();
  /** Versions that were judged by a run or inserted, by style and version: the history keeps them apart. */
  readonly #milestones = new Set<string>();
  readonly #unsubscribe: () => void;

  constructor(lesson: string, draft: Store<Draft, DraftAction>, swap: () => Save["swap"]) {
    this.#lesson = lesson;
    this.#draft = draft;
    this.#swap = swap;
    this.#storage = createDraftStorage(window.localStorage, lesson, Math.random().toString(36).slice(2, 10));
    const save = (request: Save) => saveCode(lesson, request);
    const newest = (style: Style) => getCode(lesson, style);
    this.autosave = new Autosave({ draft, storage: this.#storage, save, newest, swap });
    this.#unsubscribe = draft.subscribe(() => this.#remember(draft.get()));
  }

  open(code: Code): void {
    const [local = null, ...older] = this.#unsaved(code.style);
    if (local) this.#storage.set(code.style, local);
    local?.drop();
    for (const each of older) void this.#saveAside(code.style, each);
    this.#draft.dispatch({ type: "opened", code, local });
    if (isUnsaved(this.#draft.get())) void this.autosave.flush();
    else this.#storage.remove(code.style);
  }

  /** The text of a version of the present style; null if neither this page nor the server has it. */
  async textOf(version: number): Promise<string | null> {
    const { style } = this.#draft.get();
    const known = this.knownText(version);
    if (known !== null) return known;
    const code = await getVersion(this.#lesson, style, version);
    return code.ok ? code.value.source : null;
  }

  knownText(version: number): string | null {
    return this.#texts.get(`${this.#draft.get().style}:${version}`) ?? null;
  }

  /** Saves the present text as a version, then replaces it. */
  async insert(text: string): Promise<void> {
    await this.autosave.flush();
    await this.autosave.insert(text);
    const { style, version } = this.#draft.get();
    this.addMilestone(style, version);
  }

  addMilestone(style: Style, version: number): void {
    this.#milestones.add(`${style}:${version}`);
  }

  readonly isMilestone = (version: number): boolean => this.#milestones.has(`${this.#draft.get().style}:${version}`);

  /** Switches to the other text of an edit conflict. Resolves to null, or to the reason why it failed. */
  async switchToOther(): Promise<string | null> {
    const { conflict, style } = this.#draft.get();
    if (conflict !== null) {
      const code = await getVersion(this.#lesson, style, conflict.other);
      if (!code.ok) return whyNot(code);
      await this.insert(code.value.source);
    }
    this.#draft.dispatch({ type: "conflict-dismissed" });
    return null;
  }

  onFollowing(state: RoomState | null): void {
    if (needsLoad(this.#draft.get(), state)) void this.autosave.reload();
    else if (state) this.#draft.dispatch({ type: "serving", version: state.version });
  }

  /** Handles a load that this page did not request: another tab or program saved this code. */
  onLoad(load: Load): void {
    const draft = this.#draft.get();
    // The save of unsaved text names its base version, and so detects the newer code itself.
    if (isUnsaved(draft)) return;
    if (load.style !== draft.style)
      this.#draft.dispatch({ type: "other-style-loaded", style: load.style, version: load.version });
    else if (load.version > draft.version) void this.#takeOver(load);
    else this.#draft.dispatch({ type: "loaded", report: load });
  }

  dispose(): void {
    this.#unsubscribe();
    this.autosave.dispose();
  }

  async #takeOver(load: Load): Promise<void> {
    const code = await getCode(this.#lesson, load.style);
    if (!code.ok || this.#draft.get().style !== load.style) return;
    const atMs = code.value.savedAtMs ?? Date.now();
    this.#draft.dispatch({ type: "replaced", code: code.value, atMs, by: load.by });
    this.#draft.dispatch({ type: "loaded", report: load });
  }

  /** Unsaved texts, newest first: this page's own, and those of pages that were closed. */
  #unsaved(style: Style): Leftover[] {
    const own = this.#storage.get(style);
    const mine = own ? [{ ...own, drop: () => {} }] : [];
    return [...mine, ...this.#storage.leftovers(style)].sort((one, other) => other.editedAtMs - one.editedAtMs);
  }

  async #saveAside(style: Style, { text: source, base, drop }: Leftover): Promise<void> {
    const saved = await saveCode(this.#lesson, { style, source, base, swap: this.#swap(), aside: true });
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
