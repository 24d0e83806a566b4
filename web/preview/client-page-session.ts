// A draft's client page: its text, which is saved as it is typed, and what its previews print.
import { pageLesson } from "../../server/protocol/lesson-names.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import type { ClientPage } from "../../server/protocol/playground.ts";
import { type PreviewLine, previewLinesPerSecond } from "../../server/protocol/preview.ts";
import { CodeSession } from "../code/code-session.ts";
import { emptyDraft, isUnsaved, reduceDraft } from "../code/draft.ts";
import type { EditorHandle } from "../code/editor-props.ts";
import { changeOf, movedLine } from "../code/text-edit.ts";
import type { CodePlace } from "../console/console-entry.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import type { LiveChannel } from "../net/channel.ts";
import { countText } from "../ui/format.ts";
import { createStore } from "../ui/store.ts";
import example from "./example.html?raw";
import { asCode, clientPageCalls } from "./page-calls.ts";

/** A reload of the previews disconnects their sockets: wait for a pause in typing. */
const debounceMs = 400;

export interface ClientPageSessionOptions {
  /** The draft's id. */
  readonly id: string;
  readonly saved: ClientPage;
  /** The draft's own session: its console shows what previews print. */
  readonly session: LessonSession;
  readonly channel: Pick<LiveChannel, "subscribe">;
}

export class ClientPageSession {
  readonly id: string;
  readonly draft = createStore(reduceDraft, emptyDraft);
  readonly code: CodeSession;
  /** The previews' document. */
  readonly previewUrl: string;
  editor: EditorHandle | null = null;
  readonly session: LessonSession;
  readonly #unsubscribe: () => void;

  constructor({ id, saved, session, channel }: ClientPageSessionOptions) {
    this.id = id;
    this.previewUrl = saved.previewUrl;
    this.session = session;
    const access = { calls: clientPageCalls(id), look: null };
    this.code = new CodeSession({ lesson: pageLesson(id), access, draft: this.draft, swap: () => "keep", debounceMs });
    this.code.open(asCode(saved));
    session.page = this;
    this.#unsubscribe = channel.subscribe((message) => this.#receive(message));
  }

  get source(): string {
    return this.draft.get().text;
  }

  /** Saves now. Resolves to whether the server has the present text. */
  async flush(): Promise<boolean> {
    await this.code.autosave.flush();
    return !isUnsaved(this.draft.get());
  }

  /** Calls `listener` when there is another version to show. */
  onSaved(listener: () => void): () => void {
    let shown = this.draft.get().version;
    return this.draft.subscribe(() => {
      const { version } = this.draft.get();
      if (version === shown) return;
      shown = version;
      listener();
    });
  }

  /** Replaces the text, which is empty. */
  async insertExample(): Promise<void> {
    await this.code.insert(example);
    this.session.showCode("page");
  }

  print(name: string, { level, text, line }: PreviewLine): void {
    const { version } = this.draft.get();
    const place = line === null ? null : { line, column: 1, version, file: "client.html" as const };
    const entry = { kind: level, text: `${name}: ${text}`, place, atMs: Date.now() };
    this.session.console.dispatch({ type: "add", entry });
  }

  missed(name: string, count: number): void {
    const text = `${name}: ${countText(count, "line")} dropped (limit: ${previewLinesPerSecond}/s)`;
    this.session.console.dispatch({ type: "add", entry: { kind: "missing", text, atMs: Date.now() } });
  }

  dispose(): void {
    this.#unsubscribe();
    this.session.page = null;
    this.code.dispose();
  }

  /** The server reports a save of the client page as it does one of the handler. */
  #receive(message: ToPage): void {
    if (message.type === "hello") void this.code.catchUp();
    if (message.type === "load" && message.lesson === pageLesson(this.id)) this.code.onLoad(message);
  }

  /** A line that was changed since is shown where it was. */
  goTo({ line, column, version }: CodePlace): void {
    const then = this.code.knownText(version);
    const now = then === null ? null : movedLine(changeOf(then, this.source), line);
    this.session.showCode("page");
    // The tab's editor may have to be created first.
    requestAnimationFrame(() => requestAnimationFrame(() => this.editor?.reveal(now ?? line, column)));
  }
}
