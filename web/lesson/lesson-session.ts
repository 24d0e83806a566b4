// One opened lesson: its stores, its sockets, its saves, and what the live channel says about it.
import type { Code } from "../../server/protocol/http.ts";
import type { Lesson, Style, TryCommand } from "../../server/protocol/lesson.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { RunSession } from "../checks/run-session.ts";
import { emptyRun, reduceRun } from "../checks/run-state.ts";
import { Arrivals } from "../clients/arrivals.ts";
import { Clients } from "../clients/clients.ts";
import { noClients, reduceClients } from "../clients/clients-state.ts";
import { ClientsStorage } from "../clients/clients-storage.ts";
import { pageToken } from "../clients/connection.ts";
import { noneSaved, reduceSaved } from "../clients/saved-messages.ts";
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

/** What the panes ask of whichever editor is on the page. */
export interface EditorPort {
  reveal(line: number, column: number): void;
}

export class LessonSession {
  readonly lesson: Lesson;
  readonly draft = createStore(reduceDraft, emptyDraft);
  readonly room = createStore(reduceRoom, emptyRoom);
  readonly run = createStore(reduceRun, emptyRun);
  readonly bench = createStore(reduceClients, noClients);
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
  /** Brings a pane to the front where only one is seen at a time; the page sets it. */
  front: ((pane: "code" | "checks") => void) | null = null;
  readonly #channel: LiveChannel;
  readonly #settings: SettingsStore;
  readonly #benchBox: ClientsStorage;
  readonly #unhear: () => void;
  readonly #closing = new AbortController();

  constructor(lesson: Lesson, code: Code, channel: LiveChannel, settings: SettingsStore) {
    this.lesson = lesson;
    this.#channel = channel;
    this.#settings = settings;
    this.clients = new Clients({ bench: this.bench, live: channel, url: () => socketUrl(this.draft.get().url) });
    this.clock = new RoomClock({
      send: (message) => channel.send(message),
      say: (text) => this.console.dispatch({ type: "said", entry: { kind: "time", text } }),
      now: () => performance.now(),
    });
    this.code = new CodeSession(lesson.slug, this.draft, () => settings.get().swap);
    this.autosave = this.code.autosave;
    const start = (style: Style): string => lesson.listings[style].start;
    const { run, draft, bench, saved } = this;
    this.runs = new RunSession({ lesson: lesson.slug, run, draft, code: this.code, channel, start });
    this.#benchBox = new ClientsStorage(window.localStorage, lesson.slug, lesson.clients, { bench, saved });
    this.code.opened(code);
    void this.runs.recall();
    this.#unhear = channel.hear((message) => this.#heard(message));
    this.#follow();
  }

  /** Shows the other way of writing it, and serves it. */
  async changeStyle(style: Style): Promise<string | null> {
    await this.autosave.flush();
    const code = await getCode(this.lesson.slug, style);
    if (!code.ok) return whyNot(code);
    this.#settings.dispatch({ style });
    this.code.opened(code.value);
    await this.autosave.reload();
    return null;
  }

  /** Judges what stands in the editor now: whatever is unsaved goes first. */
  runChecks(): Promise<void> {
    return this.runs.start();
  }

  /**
   * Shows a line of some version. Where the code has changed since, it goes to where the line stands now, and says so;
   * where the line is gone, it says that and offers a look at the version.
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

  /** Says above the code why something could not be done; null takes back what stood there. */
  tell(problem: string | null): void {
    this.codeView.dispatch({ type: "say", said: problem === null ? null : { what: "trouble", message: problem } });
  }

  /** Puts a text in the place of the learner's own, with a way back. `name` begins a sentence. */
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
    const { clients, bench: state, arrivals, clock } = this;
    return runTry({ clients, state, arrivals, clock, signal: this.#closing.signal }, commands, onStep);
  }

  dispose(): void {
    this.#closing.abort();
    this.#unhear();
    this.code.dispose();
    this.clients.dispose();
    this.#benchBox[Symbol.dispose]();
    this.wire.dispose();
  }

  #follow(): void {
    this.#channel.send({ type: "follow", lesson: this.lesson.slug, frames: true });
  }

  #heard(message: ToPage): void {
    if (message.type === "hello") this.#online();
    if ("lesson" in message && message.lesson !== this.lesson.slug) return;
    this.room.dispatch({ type: "live", message });
    this.wire.receive(message);
    this.arrivals.hear(message);
    this.console.dispatch({ type: "live", message });
    if (!("room" in message) || message.room === this.room.get().room) this.clock.hear(message);
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

/** The room at the address this page itself came from, whatever name the server gives itself. */
function socketUrl(url: string): string {
  const { pathname, search } = new URL(url, window.location.href);
  const here = new URL(pathname + search, window.location.href);
  here.protocol = here.protocol === "https:" ? "wss:" : "ws:";
  return here.href;
}
