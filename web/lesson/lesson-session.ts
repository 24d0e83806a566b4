// One opened lesson: its stores, clients, clock, code and runs, kept up to date from the live channel.
import type { Code } from "../../server/protocol/http.ts";
import type { Lesson, Style, TryCommand } from "../../server/protocol/lesson.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { RunSession } from "../checks/run-session.ts";
import { emptyRun, reduceRun } from "../checks/run-state.ts";
import { Clients } from "../clients/clients.ts";
import { noClients, reduceClients } from "../clients/clients-state.ts";
import { ClientsStorage } from "../clients/clients-storage.ts";
import { noneSaved, reduceSaved } from "../clients/composer/saved-messages.ts";
import { Arrivals } from "../clients/connection/arrivals.ts";
import { pageToken } from "../clients/connection/connection.ts";
import type { Autosave } from "../code/autosave.ts";
import { CodeSession } from "../code/code-session.ts";
import { type CodeTab, emptyCodeView, reduceCodeView } from "../code/code-view.ts";
import { emptyDraft, isUnsaved, reduceDraft } from "../code/draft.ts";
import { changeOf, movedLine } from "../code/moved-lines.ts";
import { emptyLog, reduceLog } from "../console/console-log.ts";
import { whyNot } from "../net/api.ts";
import { getCode } from "../net/calls.ts";
import type { LiveChannel } from "../net/channel.ts";
import type { SettingsStore } from "../shell/settings.ts";
import { RoomClock } from "../time/room-clock.ts";
import { createStore } from "../ui/store.ts";
import { Wire } from "../wire/wire.ts";
import { emptyRoom, reduceRoom } from "./room-state.ts";
import { runTry } from "./run-try.ts";

/** The part of the current editor that other panes use. */
export interface EditorPort {
  reveal(line: number, column: number): void;
}

export class LessonSession {
  readonly lesson: Lesson;
  readonly draft = createStore(reduceDraft, emptyDraft);
  readonly room = createStore(reduceRoom, emptyRoom);
  readonly run = createStore(reduceRun, emptyRun);
  readonly clientList = createStore(reduceClients, noClients);
  readonly saved = createStore(reduceSaved, noneSaved);
  readonly wire = new Wire({ page: pageToken });
  readonly arrivals = new Arrivals(pageToken);
  readonly codeView = createStore(reduceCodeView, emptyCodeView);
  readonly clients: Clients;
  readonly console = createStore(reduceLog, emptyLog);
  readonly clock: RoomClock;
  readonly code: CodeSession;
  readonly runs: RunSession;
  readonly autosave: Autosave;
  editor: EditorPort | null = null;
  /** Shows a pane on a screen with room for one. Set by the page. */
  front: ((pane: "code" | "checks") => void) | null = null;
  readonly #channel: LiveChannel;
  readonly #settings: SettingsStore;
  readonly #clientsStorage: ClientsStorage;
  readonly #unsubscribe: () => void;
  readonly #closing = new AbortController();

  constructor(lesson: Lesson, code: Code, channel: LiveChannel, settings: SettingsStore) {
    this.lesson = lesson;
    this.#channel = channel;
    this.#settings = settings;
    this.clients = new Clients({ store: this.clientList, channel, url: () => socketUrl(this.draft.get().url) });
    this.clock = new RoomClock({
      send: (message) => channel.send(message),
      print: (text) => this.console.dispatch({ type: "add", entry: { kind: "time", text } }),
      now: () => performance.now(),
    });
    this.code = new CodeSession(lesson.slug, this.draft, () => settings.get().swap);
    this.autosave = this.code.autosave;
    const start = (style: Style): string => lesson.listings[style].start;
    const { run, draft, clientList, saved } = this;
    this.runs = new RunSession({ lesson: lesson.slug, run, draft, code: this.code, channel, start });
    this.#clientsStorage = new ClientsStorage(window.localStorage, lesson.slug, lesson.clients, {
      clients: clientList,
      saved,
    });
    this.code.opened(code);
    void this.runs.recall();
    this.#unsubscribe = channel.subscribe((message) => this.#receive(message));
    this.#follow();
  }

  /** Opens the code of the other style and loads it. */
  async changeStyle(style: Style): Promise<string | null> {
    await this.autosave.flush();
    const code = await getCode(this.lesson.slug, style);
    if (!code.ok) return whyNot(code);
    this.#settings.dispatch({ style });
    this.code.opened(code.value);
    await this.autosave.reload();
    return null;
  }

  /** Runs the checks on the code in the editor, after saving it. */
  runChecks(): Promise<void> {
    return this.runs.start();
  }

  /**
   * Shows a line of a version. If the code has changed since, shows where the line is now and says so; if the line is
   * gone, says so and offers that version.
   */
  goToLine(line: number, version: number): void {
    const { text } = this.draft.get();
    const run = this.run.get();
    const then = this.code.knownText(version) ?? (run.version === version ? run.judged : null);
    const now = then === null ? null : movedLine(changeOf(then, text), line);
    this.show("handler");
    if (now === null) this.codeView.dispatch({ type: "say", said: { what: "line-gone", line, version } });
    else this.#revealMoved(line, version, now);
  }

  #revealMoved(line: number, version: number, now: number): void {
    const said = now === line ? null : ({ what: "line-moved", line, version, now } as const);
    this.codeView.dispatch({ type: "say", said });
    this.editor?.reveal(now, 1);
  }

  /** Shows a problem above the code; null removes it. */
  tell(problem: string | null): void {
    this.codeView.dispatch({ type: "say", said: problem === null ? null : { what: "trouble", message: problem } });
  }

  /** Replaces the code, with undo. `name` starts a sentence. */
  async putIn(text: string, name: string): Promise<void> {
    const before = this.draft.get().text;
    await this.code.put(text);
    this.codeView.dispatch({ type: "say", said: { what: "put", name, before } });
  }

  show(tab: CodeTab): void {
    this.front?.("code");
    this.codeView.dispatch({ type: "tab", tab });
  }

  /** Runs a try button of the lesson's text. Resolves to null, or to the reason why it stopped. */
  runTry(commands: readonly TryCommand[], onStep: (number: number, count: number) => void): Promise<string | null> {
    const { clients, clientList: state, arrivals, clock } = this;
    return runTry({ clients, state, arrivals, clock, signal: this.#closing.signal }, commands, onStep);
  }

  dispose(): void {
    this.#closing.abort();
    this.#unsubscribe();
    this.code.dispose();
    this.clients.dispose();
    this.#clientsStorage[Symbol.dispose]();
    this.wire.dispose();
  }

  #follow(): void {
    this.#channel.send({ type: "follow", lesson: this.lesson.slug, frames: true });
  }

  #receive(message: ToPage): void {
    if (message.type === "hello") this.#online();
    if ("lesson" in message && message.lesson !== this.lesson.slug) return;
    this.room.dispatch({ type: "live", message });
    this.wire.receive(message);
    this.arrivals.receive(message);
    this.console.dispatch({ type: "live", message });
    if (!("room" in message) || message.room === this.room.get().room) this.clock.receive(message);
    this.runs.heard(message);
    if (message.type === "following") this.code.following(message.state);
    if (message.type === "fault" && message.room === this.draft.get().room) {
      this.draft.dispatch({ type: "faulted", fault: message.fault });
    }
    if (message.type === "load") this.code.loaded(message);
  }

  #online(): void {
    this.#follow();
    this.clients.serverIsBack();
    if (isUnsaved(this.draft.get())) void this.autosave.flush();
  }
}

/** The room's address at this page's own origin, whatever the server's public name is. */
function socketUrl(url: string): string {
  const { pathname, search } = new URL(url, window.location.href);
  const here = new URL(pathname + search, window.location.href);
  here.protocol = here.protocol === "https:" ? "wss:" : "ws:";
  return here.href;
}
