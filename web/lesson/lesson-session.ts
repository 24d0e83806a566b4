// One opened lesson: its stores, clients, saves and runs, and the live channel that updates them.

import { useLayoutEffect, useState } from "react";
import type { RoomState } from "../../server/protocol/host.ts";
import type { Code } from "../../server/protocol/http.ts";
import type { Lesson, Style, TryCommand } from "../../server/protocol/lesson.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import type { Endpoint } from "../../server/protocol/workshop.ts";
import { emptyRun, RunSession, reduceRun } from "../checks/run-state.ts";
import { Clients } from "../clients/clients.ts";
import { nextName, noClients, reduceClients } from "../clients/clients-state.ts";
import { ClientsStorage } from "../clients/clients-storage.ts";
import { noneSaved, reduceSaved } from "../clients/composer/saved-messages.ts";
import { Arrivals } from "../clients/connection/arrivals.ts";
import { pageToken } from "../clients/connection/connection.ts";
import type { Autosave } from "../code/autosave.ts";
import { CodeSession } from "../code/code-session.ts";
import { type CodeNotice, type CodeTab, emptyCodeView, type HistoryFile, reduceCodeView } from "../code/code-view.ts";
import { emptyDraft, isUnsaved, reduceDraft } from "../code/draft.ts";
import type { EditorHandle } from "../code/editor-props.ts";
import { changeOf, movedLine } from "../code/text-edit.ts";
import type { CodePlace } from "../console/console-entry.ts";
import { emptyLog, reduceLog } from "../console/console-log.ts";
import { RawConnection } from "../lab/raw-connection.ts";
import { whyNot } from "../net/api.ts";
import type { LiveChannel } from "../net/channel.ts";
import { socketUrl } from "../net/socket-url.ts";
import { usePage } from "../shell/page-context.ts";
import type { SettingsStore } from "../shell/settings.ts";
import { RoomClock } from "../time/room-clock.ts";
import { createStore, createValue, type Store } from "../ui/store.ts";
import { Wire } from "../wire/wire.ts";
import { type LessonAccess, ownAccess } from "./lesson-access.ts";
import { runTry } from "./run-try.ts";

/** The learner's room as the live channel reports it. */
export interface Room {
  readonly room: string | null;
  readonly url: string | null;
  readonly state: RoomState | null;
}

export interface RoomAction {
  readonly type: "live";
  readonly message: ToPage;
}

export const emptyRoom: Room = { room: null, url: null, state: null };

export function reduceRoom(room: Room, { message }: RoomAction): Room {
  if (message.type === "following") return { room: message.room, url: message.url, state: message.state };
  if (message.type === "state" && message.room === room.room) return { ...room, state: message.state };
  return room;
}

/** A draft's client page, as far as the session of its handler needs it. */
export interface PageText {
  readonly code: CodeSession;
  goTo(place: CodePlace): void;
}

export interface LessonSessionOptions {
  readonly lesson: Lesson;
  readonly code: Code;
  readonly channel: LiveChannel;
  readonly settings: SettingsStore;
  readonly access?: LessonAccess;
}

export class LessonSession {
  /** The lesson as its files are; they change only on a server for authors. */
  readonly content: Store<Lesson, Lesson>;
  readonly draft = createStore(reduceDraft, emptyDraft);
  readonly room = createStore(reduceRoom, emptyRoom);
  readonly run = createStore(reduceRun, emptyRun);
  readonly clientList = createStore(reduceClients, noClients);
  readonly saved = createStore(reduceSaved, noneSaved);
  readonly wire = new Wire({ page: pageToken });
  readonly arrivals = new Arrivals(pageToken);
  readonly codeView = createStore(reduceCodeView, emptyCodeView);
  /** The server that a workshop gives the clients in place of the learner's own. */
  readonly endpoint = createValue<Endpoint | null>(null);
  /** Whether the server runs the code's own `client(dial)` for this page. */
  readonly ownClient = createValue(false);
  readonly clients: Clients;
  readonly console = createStore(reduceLog, emptyLog);
  readonly clock: RoomClock;
  readonly code: CodeSession;
  readonly runs: RunSession;
  readonly autosave: Autosave;
  editor: EditorHandle | null = null;
  /** Shows a pane in the narrow layout, which has one at a time; null in the wide layout. Set by the workbench. */
  showPane: ((pane: "code" | "checks") => void) | null = null;
  /** A draft's client page; null without one. Set by the page's session. */
  page: PageText | null = null;
  /** The instructor's view of a member's lesson; null: the lesson is this learner's own. */
  readonly look: LessonAccess["look"];
  readonly calls: LessonAccess["calls"];
  readonly mayEdit: LessonAccess["mayEdit"];
  readonly #follow: () => void;
  readonly #channel: LiveChannel;
  readonly #settings: SettingsStore;
  readonly #clientsStorage: ClientsStorage;
  readonly #unsubscribe: () => void;
  readonly #closing = new AbortController();

  constructor({ lesson, code, channel, settings, access = ownAccess(lesson.slug) }: LessonSessionOptions) {
    const { calls, look, mayEdit, follow } = access;
    this.look = look;
    this.calls = calls;
    this.mayEdit = mayEdit;
    this.#follow = () => void channel.send(follow);
    this.content = createValue(lesson);
    this.#channel = channel;
    this.#settings = settings;
    const url = () => socketUrl(this.endpoint.get()?.url ?? this.draft.get().url);
    this.clients = new Clients({ store: this.clientList, channel, url, namesPage: look === null });
    this.clock = new RoomClock({
      send: (message) => channel.send(message),
      print: (text) => this.console.dispatch({ type: "add", entry: { kind: "time", text } }),
      now: () => performance.now(),
    });
    this.code = new CodeSession({ lesson: lesson.slug, access, draft: this.draft, swap: () => settings.get().swap });
    this.autosave = this.code.autosave;
    const start = (style: Style): string => this.lesson.listings[style].start;
    const { run, draft, clientList, saved } = this;
    this.runs = new RunSession({ lesson: lesson.slug, calls, run, draft, code: this.code, channel, start });
    const stores = { clients: clientList, saved };
    const names = lesson.clients.map((name) => (look === null ? name : `${look.clientName} ${name}`));
    const key = look === null ? lesson.slug : `look.${lesson.slug}`;
    this.#clientsStorage = new ClientsStorage(window.localStorage, key, names, stores);
    this.code.open(code);
    if (lesson.checks.length > 0) void this.runs.recall();
    this.#unsubscribe = channel.subscribe((message) => this.#receive(message));
    this.#follow();
  }

  get lesson(): Lesson {
    return this.content.get();
  }

  /** Shows the lesson's new files. The learner's code stays, but unchanged starter code follows. */
  update(lesson: Lesson): void {
    const { listings, tour } = this.lesson;
    if (isSame(lesson, this.lesson)) return;
    // A walkthrough that did not change goes on.
    this.content.dispatch(isSame(lesson.tour, tour) ? { ...lesson, tour } : lesson);
    const { style, text } = this.draft.get();
    if (text === listings[style].start) void this.autosave.insert(lesson.listings[style].start);
  }

  /** Opens the learner's code in the other style and, if it is this learner's own, loads it. A failure is shown above the code. */
  async changeStyle(style: Style): Promise<void> {
    await this.autosave.flush();
    const code = await this.calls.code(style);
    this.showError(code.ok ? null : whyNot(code));
    if (!code.ok) return;
    if (this.look !== null) return this.code.open(code.value);
    this.#settings.dispatch({ style });
    this.code.open(code.value);
    await this.autosave.reload();
  }

  runChecks(): Promise<void> {
    return this.runs.start();
  }

  goToPlace(place: CodePlace): void {
    if (place.file === undefined) this.goToLine(place.line, place.version);
    else this.page?.goTo(place);
  }

  /** Goes to a line of any version. If the line has moved or is gone, a notice says so. */
  goToLine(line: number, version: number): void {
    const { text } = this.draft.get();
    const run = this.run.get();
    const then = this.code.knownText(version) ?? (run.version === version ? run.judged : null);
    const now = then === null ? null : movedLine(changeOf(then, text), line);
    this.showCode("handler");
    if (now === null) this.#notify({ kind: "line-gone", line, version });
    else this.#revealMoved(line, version, now);
  }

  #revealMoved(line: number, version: number, now: number): void {
    this.#notify(now === line ? null : { kind: "line-moved", line, version, now });
    this.editor?.reveal(now, 1);
  }

  /** Shows an error above the code; null clears it. */
  showError(message: string | null): void {
    this.#notify(message === null ? null : { kind: "error", message });
  }

  /** What was saved of the handler, or of the client page. */
  codeOf(file: HistoryFile): CodeSession {
    return (file === "page" && this.page?.code) || this.code;
  }

  /** Replaces the learner's text, which can be undone. `name` begins a sentence. */
  async insert(text: string, name: string, file: HistoryFile = "handler"): Promise<void> {
    const code = this.codeOf(file);
    const before = code.draft.get().text;
    await code.insert(text);
    this.#notify({ kind: "inserted", file, name, before });
  }

  showCode(tab: CodeTab): void {
    this.showPane?.("code");
    this.codeView.dispatch({ type: "tab", tab });
  }

  #notify(notice: CodeNotice | null): void {
    this.codeView.dispatch({ type: "notice", notice });
  }

  /** Runs a try button of the lesson's text. Resolves to null, or to the reason why it stopped. */
  runTry(commands: readonly TryCommand[], onStep: (number: number, count: number) => void): Promise<string | null> {
    const { clients, clientList: state, arrivals, clock } = this;
    return runTry({ clients, state, arrivals, clock, signal: this.#closing.signal }, commands, onStep);
  }

  /** Adds a client under the first free letter, after the instructor's name where they look at a member's lesson. */
  addClient(): void {
    const { look, clients } = this;
    if (look === null) void clients.add();
    else
      clients.add(
        `${look.clientName} ${nextName(clients.names().map((name) => name.slice(look.clientName.length + 1)))}`,
      );
  }

  /** Runs the code's own `client(dial)` against the learner's handler, or stops it. */
  runOwnClient(on: boolean): void {
    if (this.#channel.send({ type: "dial", on, page: pageToken })) this.ownClient.dispatch(on);
  }

  /** Clients that were connected connect there, or to the learner's own server again. */
  moveClients(endpoint: Endpoint | null): void {
    // At whose endpoint an instructor looks is chosen already.
    if (this.look !== null || endpoint?.url === this.endpoint.get()?.url) return;
    this.endpoint.dispatch(endpoint);
    this.clients.moved(endpoint === null ? "your own server" : `${endpoint.of}’s server`);
  }

  /** Opens raw connections to the learner's room, in this name, for a laboratory. */
  rawConnection(name: string): RawConnection {
    return new RawConnection(name, this.#channel);
  }

  dispose(): void {
    this.#closing.abort();
    this.#unsubscribe();
    this.code.dispose();
    this.clients.dispose();
    this.#clientsStorage[Symbol.dispose]();
    this.wire.dispose();
  }

  #receive(message: ToPage): void {
    if (message.type === "hello") this.#onConnected();
    if ("lesson" in message && message.lesson !== this.lesson.slug) return;
    this.room.dispatch({ type: "live", message });
    this.wire.log.receive(message);
    this.arrivals.receive(message);
    this.console.dispatch({ type: "live", message });
    if (!("room" in message) || message.room === this.room.get().room) this.clock.receive(message);
    this.runs.receive(message);
    if (message.type === "following") {
      this.ownClient.dispatch(false);
      this.code.onFollowing(message.state);
    }
    if (message.type === "fault" && message.room === this.draft.get().room) {
      this.draft.dispatch({ type: "faulted", fault: message.fault });
    }
    if (message.type === "load") this.code.onLoad(message);
  }

  #onConnected(): void {
    this.#follow();
    this.clients.serverIsBack();
    if (isUnsaved(this.draft.get())) void this.autosave.flush();
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function useLessonSession(lesson: Lesson, code: Code): LessonSession | null {
  const { channel, settings } = usePage();
  const [session, setSession] = useState<LessonSession | null>(null);
  // A layout effect replaces the server's markup without an empty page in between.
  useLayoutEffect(() => {
    const opened = new LessonSession({ lesson, code, channel, settings });
    setSession(opened);
    return () => opened.dispose();
  }, [lesson, code, channel, settings]);
  return session;
}
