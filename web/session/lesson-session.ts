// One opened lesson: its stores, its sockets, its saves, and what the live channel says about it.

import type { Code } from "../../server/protocol/http.ts";
import type { Lesson, Style, TryCommand } from "../../server/protocol/lesson.ts";
import type { RoomState } from "../../server/protocol/host.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { whyNot } from "../net/api.ts";
import { getCode, restoreCode, runChecks, saveCode } from "../net/calls.ts";
import type { LiveChannel } from "../net/channel.ts";
import { Clients } from "../net/clients.ts";
import type { SettingsStore } from "../shell/settings.ts";
import { emptyLog, reduceLog } from "../console/log.ts";
import { RoomClock } from "../console/room-clock.ts";
import { emptyBench, reduceBench } from "../state/bench.ts";
import { find } from "../state/client-names.ts";
import { emptyDraft, isUnsaved, type LoadReport, needsLoad, reduceDraft } from "../state/draft.ts";
import { emptyRoom, reduceRoom } from "../state/room.ts";
import { emptyRun, reduceRun } from "../state/run.ts";
import { noneSaved, reduceSaved } from "../state/saved-messages.ts";
import { createStore } from "../state/store.ts";
import { Wire } from "../wire/wire.ts";
import { Autosave } from "./autosave.ts";
import { BenchBox } from "./bench-box.ts";
import { createDraftBox, type DraftBox } from "./draft-box.ts";

/** What the panes ask of whichever editor is on the page. */
export interface EditorPort {
  reveal(line: number, column: number): void;
}

export class LessonSession {
  readonly lesson: Lesson;
  readonly draft = createStore(reduceDraft, emptyDraft);
  readonly room = createStore(reduceRoom, emptyRoom);
  readonly run = createStore(reduceRun, emptyRun);
  readonly bench = createStore(reduceBench, emptyBench);
  readonly saved = createStore(reduceSaved, noneSaved);
  readonly wire = new Wire();
  readonly clients: Clients;
  readonly console = createStore(reduceLog, emptyLog);
  readonly clock: RoomClock;
  readonly autosave: Autosave;
  editor: EditorPort | null = null;
  readonly #channel: LiveChannel;
  readonly #settings: SettingsStore;
  readonly #box: DraftBox;
  readonly #benchBox: BenchBox;
  readonly #unhear: () => void;

  constructor(lesson: Lesson, code: Code, channel: LiveChannel, settings: SettingsStore) {
    this.lesson = lesson;
    this.#channel = channel;
    this.#settings = settings;
    this.#box = createDraftBox(window.localStorage, lesson.slug);
    this.clients = new Clients({ bench: this.bench, live: channel, url: () => socketUrl(this.draft.get().url) });
    this.clock = new RoomClock({
      send: (message) => channel.send(message),
      say: (text) => this.console.dispatch({ type: "said", entry: { kind: "time", text } }),
      now: () => performance.now(),
    });
    this.autosave = new Autosave({
      draft: this.draft,
      box: this.#box,
      save: (save) => saveCode(lesson.slug, save),
      swap: () => settings.get().swap,
    });
    const { bench, saved } = this;
    this.#benchBox = new BenchBox(window.localStorage, lesson.slug, lesson.clients, { bench, saved });
    this.#opened(code);
    this.#unhear = channel.hear((message) => this.#heard(message));
    this.#follow();
  }

  /** Shows the other way of writing it, and serves it. */
  async changeStyle(style: Style): Promise<string | null> {
    await this.autosave.flush();
    const code = await getCode(this.lesson.slug, style);
    if (!code.ok) return whyNot(code);
    this.#settings.dispatch({ style });
    this.#opened(code.value);
    await this.autosave.reload();
    return null;
  }

  async restore(version: number): Promise<string | null> {
    await this.autosave.flush();
    const { style } = this.draft.get();
    const restored = await restoreCode(this.lesson.slug, style, version);
    return restored.ok ? this.#takeOver(style, restored.value) : whyNot(restored);
  }

  /** Judges what stands in the editor now: whatever is unsaved goes first. */
  async runChecks(): Promise<void> {
    if (this.run.get().phase === "asked") return;
    this.run.dispatch({ type: "asked" });
    await this.autosave.flush();
    const { style, trouble } = this.draft.get();
    if (trouble)
      return this.run.dispatch({ type: "refused", message: `The code is not saved yet. ${trouble.message}` });
    const answer = await runChecks(this.lesson.slug, style);
    this.run.dispatch(
      answer.ok ? { type: "answered", result: answer.value } : { type: "refused", message: whyNot(answer) },
    );
  }

  /** These answer why not, or null. A real clock that is to be moved is stopped first. */
  setClock(mode: "real" | "stepped"): string | null {
    return this.clock.setMode(mode);
  }

  advance(ms: number): string | null {
    return this.clock.advance(ms);
  }

  /** What a button in the lesson's text does. */
  carryOut(commands: readonly TryCommand[]): void {
    for (const command of commands) {
      // The lesson's own clients come back when they were removed or have another name now.
      if ("client" in command && find(this.clients.names(), command.client) === null) this.clients.add(command.client);
      this.#carryOut(command);
    }
  }

  dispose(): void {
    this.#unhear();
    this.autosave.dispose();
    this.clients.dispose();
    this.#benchBox[Symbol.dispose]();
    this.wire.dispose();
  }

  #carryOut(command: TryCommand): void {
    switch (command.do) {
      case "connect":
        this.clients.connect(command.client);
        break;
      case "send":
        this.clients.send(command.client, "text", command.text);
        break;
      case "binary":
        this.clients.send(command.client, "binary", command.hex);
        break;
      case "close":
        this.clients.close(command.client, command.code, command.reason);
        break;
      case "advance":
        this.advance(command.seconds * 1000);
        break;
      default:
        command satisfies never;
    }
  }

  #opened(code: Code): void {
    this.draft.dispatch({ type: "opened", code, local: this.#box.get(code.style) });
    if (isUnsaved(this.draft.get())) void this.autosave.flush();
    else this.#box.clear(code.style);
  }

  #follow(): void {
    this.#channel.send({ type: "follow", lesson: this.lesson.slug, frames: true });
  }

  #heard(message: ToPage): void {
    if (message.type === "hello") this.#online();
    if ("lesson" in message && message.lesson !== this.lesson.slug) return;
    this.room.dispatch({ type: "live", message });
    this.wire.hear(message);
    this.console.dispatch({ type: "live", message });
    if (!("room" in message) || message.room === this.room.get().room) this.clock.hear(message);
    this.run.dispatch({ type: "live", message });
    if (message.type === "following") this.#following(message.state);
    if (message.type === "fault" && message.room === this.draft.get().room) {
      this.draft.dispatch({ type: "faulted", fault: message.fault });
    }
    if (message.type === "load") this.#loaded(message);
  }

  #following(state: RoomState | null): void {
    if (needsLoad(this.draft.get(), state)) void this.autosave.reload();
    else if (state) this.draft.dispatch({ type: "serves", version: state.version });
  }

  #online(): void {
    this.#follow();
    this.clients.serverIsBack();
    if (isUnsaved(this.draft.get())) void this.autosave.flush();
  }

  /** A load that this page did not ask for: another tab or another program saved this code. */
  #loaded(load: Extract<ToPage, { type: "load" }>): void {
    const draft = this.draft.get();
    if (load.style !== draft.style || isUnsaved(draft)) return;
    if (load.version > draft.version) void this.#takeOver(load.style, load);
    else this.draft.dispatch({ type: "loaded", report: load });
  }

  async #takeOver(style: Style, report: LoadReport): Promise<string | null> {
    const code = await getCode(this.lesson.slug, style);
    if (!code.ok) return whyNot(code);
    if (this.draft.get().style !== style) return null;
    this.draft.dispatch({ type: "replaced", code: code.value });
    this.draft.dispatch({ type: "loaded", report });
    return null;
  }
}

/** The room at the address this page itself came from, whatever name the server gives itself. */
function socketUrl(url: string): string {
  const { pathname, search } = new URL(url, window.location.href);
  const here = new URL(pathname + search, window.location.href);
  here.protocol = here.protocol === "https:" ? "wss:" : "ws:";
  return here.href;
}
