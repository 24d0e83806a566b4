// The code of one opened lesson: opened in a style, saved, taken over from other pages, and every version's text that passed by.
import type { RoomState } from "../../server/protocol/host.ts";
import type { Code } from "../../server/protocol/http.ts";
import type { Style } from "../../server/protocol/lesson.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { whyNot } from "../net/api.ts";
import { getCode, getVersion, type Save, saveCode } from "../net/calls.ts";
import type { Store } from "../ui/store.ts";
import { Autosave } from "./autosave.ts";
import { type Draft, type DraftAction, isUnsaved, needsLoad } from "./draft.ts";
import { createDraftStorage, type DraftStorage, type Found } from "./draft-storage.ts";

type Load = Extract<ToPage, { type: "load" }>;

/** Texts kept by their version, so that a line or a result of a moment ago is told apart without asking. */
const textsKept = 40;

export class CodeSession {
  readonly autosave: Autosave;
  readonly #lesson: string;
  readonly #draft: Store<Draft, DraftAction>;
  readonly #box: DraftStorage;
  readonly #swap: () => Save["swap"];
  readonly #texts = new Map<string, string>();
  readonly #unsubscribe: () => void;

  constructor(lesson: string, draft: Store<Draft, DraftAction>, swap: () => Save["swap"]) {
    this.#lesson = lesson;
    this.#draft = draft;
    this.#swap = swap;
    this.#box = createDraftStorage(window.localStorage, lesson, Math.random().toString(36).slice(2, 10));
    const save = (asked: Save) => saveCode(lesson, asked);
    const newest = (style: Style) => getCode(lesson, style);
    this.autosave = new Autosave({ draft, box: this.#box, save, newest, swap });
    this.#unsubscribe = draft.subscribe(() => this.#remember(draft.get()));
  }

  opened(code: Code): void {
    const [local = null, ...older] = this.#left(code.style);
    if (local) this.#box.put(code.style, local);
    local?.drop();
    for (const each of older) void this.#layAside(code.style, each);
    this.#draft.dispatch({ type: "opened", code, local });
    if (isUnsaved(this.#draft.get())) void this.autosave.flush();
    else this.#box.clear(code.style);
  }

  /** The text of a version of this style; null when it is not here and the server does not give it either. */
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

  /** Puts an earlier version into the editor, as a new version. Null, or why not. */
  async bringBack(version: number): Promise<string | null> {
    const code = await getVersion(this.#lesson, this.#draft.get().style, version);
    if (!code.ok) return whyNot(code);
    await this.put(code.value.source);
    return null;
  }

  /** What stood in the editor is saved first: it has to be a version of its own. */
  async put(text: string): Promise<void> {
    await this.autosave.flush();
    await this.autosave.put(text);
  }

  /** Turns round what became of two pages' changes. */
  async turnRound(): Promise<string | null> {
    const { rival } = this.#draft.get();
    const problem = rival === null ? null : await this.bringBack(rival.other);
    if (problem === null) this.#draft.dispatch({ type: "settled" });
    return problem;
  }

  following(state: RoomState | null): void {
    if (needsLoad(this.#draft.get(), state)) void this.autosave.reload();
    else if (state) this.#draft.dispatch({ type: "serves", version: state.version });
  }

  /** A load that this page did not ask for: another tab or another program saved this code. */
  loaded(load: Load): void {
    const draft = this.#draft.get();
    // What is unsaved here meets the newer code at its own save, which names the version it was made from.
    if (isUnsaved(draft)) return;
    if (load.style !== draft.style) this.#draft.dispatch({ type: "usurped", style: load.style, version: load.version });
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
    this.#draft.dispatch({ type: "replaced", code: code.value, atMs: code.value.savedAtMs ?? Date.now() });
    this.#draft.dispatch({ type: "loaded", report: load });
  }

  /** What nobody acknowledged, newest first: this page's own, and what pages that are gone left behind. */
  #left(style: Style): Found[] {
    const own = this.#box.get(style);
    const mine = own ? [{ ...own, drop: () => {} }] : [];
    return [...mine, ...this.#box.found(style)].sort((one, other) => other.editedAtMs - one.editedAtMs);
  }

  async #layAside(style: Style, { text: source, base, drop }: Found): Promise<void> {
    const kept = await saveCode(this.#lesson, { style, source, base, swap: this.#swap(), aside: true });
    if (kept.ok) drop();
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
