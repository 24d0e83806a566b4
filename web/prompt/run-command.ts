// Runs the prompt's commands and prints their outcomes to the console.
import { nearest } from "../../server/protocol/nearest.ts";
import { passedCount, passedIn, type Run } from "../checks/run-state.ts";
import type { Client, Phase, Place } from "../clients/client.ts";
import type { Clients } from "../clients/clients.ts";
import { byteLength, compose } from "../clients/composer/compose.ts";
import { type Saved, saveProblem } from "../clients/composer/saved-messages.ts";
import { connectProblem } from "../clients/connection/close-text.ts";
import type { EntryKind } from "../console/console-entry.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { formatDuration } from "../time/amount.ts";
import type { RoomClock } from "../time/room-clock.ts";
import { shownMs, untilWakeMs } from "../time/time.ts";
import { clockTime, countText } from "../ui/format.ts";
import { makeId } from "../ui/made-id.ts";
import { until } from "../ui/until.ts";
import { helpFor, helpTable } from "./command-words.ts";
import { type ClientCommand, type Command, parseCommand } from "./parse-command.ts";

type ClientMethod =
  | "names"
  | "find"
  | "add"
  | "connect"
  | "send"
  | "ping"
  | "close"
  | "cut"
  | "remove"
  | "runOn"
  | "accept";
type SessionPart = "clientList" | "saved" | "run" | "runChecks" | "console" | "showCode" | "editor";

/** What the prompt controls: a part of the open lesson's session. */
export interface PromptTarget extends Pick<LessonSession, SessionPart> {
  readonly clients: Pick<Clients, ClientMethod>;
  readonly clock: Pick<RoomClock, "advance" | "setMode" | "jumpToNextTimer" | "time">;
}

/** After this time, only the client's card shows how connecting or closing ends. */
const waitMs = 5_000;

export class CommandRunner {
  readonly #target: PromptTarget;
  readonly #disposed = new AbortController();
  /** Clients that `yes` moves to the server. */
  #offered: readonly string[] = [];

  constructor(target: PromptTarget) {
    this.#target = target;
  }

  run(text: string): void {
    this.#add("command", text);
    const parsed = parseCommand(text, this.#target.clients.names());
    if (parsed.ok) this.#run(parsed.command);
    else this.#fail(parsed.problem);
  }

  dispose(): void {
    this.#disposed.abort();
  }

  #run(command: Command) {
    const { clock, console } = this.#target;
    if ("clients" in command) return this.#runForClients(command);
    switch (command.do) {
      case "help":
        return this.#help(command.topic);
      case "check":
        return this.#check();
      case "clear":
        return console.dispatch({ type: "clear" });
      case "save":
        return this.#report(this.#save(command.name, command.text), `saved; to send it: b saved ${command.name}`);
      case "line":
        this.#target.showCode("handler");
        return this.#target.editor?.reveal(command.line, 1);
      case "time":
        return this.#time();
      case "advance":
        return this.#report(clock.advance(command.ms));
      case "next":
        return this.#report(clock.jumpToNextTimer());
      case "clock":
        return this.#report(
          clock.setMode(command.mode),
          command.mode === "real" ? "clock running" : "clock paused; to advance it: +30s",
        );
      case "add":
        return this.#addClient(command.name);
      case "clients":
        return this.#print(clientTable(this.#target.clientList.get().clients));
      case "yes":
        return this.#accept();
      default:
        command satisfies never;
    }
  }

  #help(topic: string | null) {
    if (topic === null) return this.#print(helpTable());
    const help = helpFor(topic);
    if (help === null) this.#fail(`Unknown command "${topic}". Type help for a list of commands.`);
    else this.#print(help);
  }

  #check() {
    const { run } = this.#target;
    this.#print("running the checks…");
    this.#target.runChecks().then(
      () => this.#print(runText(run.get())),
      () => this.#fail("Could not run the checks. Try again."),
    );
  }

  #save(name: string, text: string): string | null {
    const { saved } = this.#target;
    const problem = saveProblem(saved.get(), name);
    if (problem !== null) return problem;
    saved.dispatch({ type: "save", message: { id: makeId(), name, kind: "text", encoding: "hex", text } });
    return null;
  }

  #time() {
    const time = this.#target.clock.time.get();
    if (!time.isRoomOpen) return this.#print("the room is not open; connect a client or change the code");
    const nowMs = performance.now();
    const untilMs = untilWakeMs(time, nowMs);
    const next = untilMs === null ? "no timers pending" : `next timer in ${formatDuration(untilMs)}`;
    this.#print(`${clockTime(shownMs(time, nowMs))}, ${time.mode === "real" ? "running" : "paused"}; ${next}`);
  }

  #addClient(name: string | null) {
    const { clients } = this.#target;
    const before = clients.names();
    const problem = clients.add(name ?? undefined);
    const added = clients.names().find((each) => !before.includes(each));
    if (problem !== null || added === undefined) this.#fail(problem ?? "Could not add a client.");
    else this.#print(`added ${added}; to connect it: connect ${added.toLowerCase()}`);
  }

  #accept() {
    const names = this.#offered;
    this.#offered = [];
    if (names.length === 0) return this.#fail("There is no offer to accept.");
    for (const name of names) this.#reportOf(name, this.#target.clients.accept(name), "now runs on the server");
  }

  #runForClients(command: ClientCommand) {
    this.#offered = [];
    for (const name of command.clients) this.#runFor(name, command);
    if (this.#offered.length > 0) this.#print(`type yes to reconnect ${this.#offered.join(", ")} from the server`);
  }

  #runFor(name: string, command: ClientCommand) {
    const { clients } = this.#target;
    switch (command.do) {
      case "connect":
        return this.#connect(name, command.protocols);
      case "send": {
        const { kind, text, fragments } = command;
        if (fragments > 1) this.#moveIfClosed(name);
        return this.#whenOpen(name, sentText(command), () => clients.send(name, kind, text, { fragments }));
      }
      case "saved":
        return this.#whenOpen(name, `sent "${command.message}"`, () => this.#sendSaved(name, command.message));
      case "ping":
        this.#moveIfClosed(name);
        return this.#whenOpen(name, "sent a ping", () => clients.ping(name, command.text));
      case "close":
        return this.#close(name, clients.close(name, command.code, command.reason));
      case "cut":
        return this.#reportOf(name, clients.cut(name), "was cut without a close frame");
      case "remove":
        return this.#reportOf(name, clients.remove(name), "was removed");
      case "place":
        return this.#reportOf(name, clients.runOn(name, command.place), placeText(command.place));
      default:
        command satisfies never;
    }
  }

  #connect(name: string, protocols: readonly string[]) {
    const { clients } = this.#target;
    if (clients.find(name)?.phase === "open") return this.#print(`${name} is already open`);
    const problem = clients.connect(name, protocols.length > 0 ? { protocols } : {});
    if (problem !== null) return this.#fail(problem);
    this.#reportOpen(name, ({ protocol }) => `${name} is open${protocol && `, subprotocol ${protocol}`}`);
  }

  #sendSaved(name: string, wanted: string): string | null {
    const saved = this.#target.saved.get();
    const message = saved.messages.find((each) => each.name.toLowerCase() === wanted.toLowerCase());
    if (message === undefined) return noSuchMessage(saved, wanted);
    return this.#target.clients.send(name, message.kind, message.text, { encoding: message.encoding });
  }

  /** A closed client is opened first, and the outcome printed once it is open. */
  #whenOpen(name: string, outcome: string, action: () => string | null) {
    const isOpen = this.#target.clients.find(name)?.phase === "open";
    const problem = action();
    if (isOpen || problem !== null) this.#reportOf(name, problem, outcome);
    else this.#reportOpen(name, () => `${name} is open and ${outcome}`);
  }

  #reportOpen(name: string, text: (client: Client) => string) {
    void this.#once(name, ["open", "closed"], (client) => {
      if (client.phase === "open") this.#print(text(client));
      else this.#fail(connectProblem(name, client.ending?.text ?? ""));
    });
  }

  #close(name: string, problem: string | null) {
    if (problem !== null || this.#target.clients.find(name)?.phase === "closed") {
      return this.#reportOf(name, problem, "is not connected");
    }
    void this.#once(name, ["closed"], ({ ending }) => this.#print(`${name} ${ending?.text || "closed"}`));
  }

  /** A closed client moves to the server without asking: it has no connection to lose. */
  #moveIfClosed(name: string) {
    const { clients } = this.#target;
    const client = clients.find(name);
    if (client?.phase !== "closed" || client.place === "server") return;
    if (clients.runOn(name, "server") === null)
      this.#print(`${name} ${placeText("server")}, because a page cannot send this`);
  }

  /** Calls `report` when the client reaches one of the phases within `waitMs`. */
  async #once(name: string, phases: readonly Phase[], report: (client: Client) => void): Promise<void> {
    const { clients, clientList } = this.#target;
    const isReached = () => phases.includes(clients.find(name)?.phase ?? "closed");
    const isInTime = await until(isReached, { on: [clientList], withinMs: waitMs, signal: this.#disposed.signal });
    const client = clients.find(name);
    if (isInTime && client !== null) report(client);
  }

  /** Prints the problem, or else the outcome, if there is one. */
  #report(problem: string | null, outcome: string | null = null) {
    if (problem !== null) this.#fail(problem);
    else if (outcome !== null) this.#print(outcome);
  }

  #reportOf(name: string, problem: string | null, outcome: string) {
    if (problem !== null && this.#target.clients.find(name)?.offer != null) this.#offered = [...this.#offered, name];
    this.#report(problem, `${name} ${outcome}`);
  }

  #print(text: string) {
    this.#add("outcome", text);
  }

  #fail(text: string) {
    this.#add("mistake", text);
  }

  #add(kind: EntryKind, text: string) {
    this.#target.console.dispatch({ type: "add", entry: { kind, text } });
  }
}

function runText(run: Run): string {
  if (run.error !== null) return run.error;
  if (run.phase !== "finished") return "the checks are still running";
  const failed = run.checks.find(({ id }) => !passedIn(run, id));
  const count = `${passedCount(run)} of ${run.checks.length} checks passed`;
  return failed === undefined ? count : `${count}; first failure: ${failed.title}`;
}

function noSuchMessage({ messages }: Saved, wanted: string): string {
  const names = messages.map(({ name }) => name);
  if (names.length === 0) return "There are no saved messages. For example: save greeting hello";
  const guess = nearest(wanted, names);
  return `There is no saved message "${wanted}". ${guess === null ? `Saved: ${names.join(", ")}.` : `Did you mean: ${guess}`}`;
}

function sentText({ kind, text, fragments }: Extract<ClientCommand, { do: "send" }>): string {
  const composed = compose(kind, text);
  const size = countText(composed.ok ? byteLength(composed.data) : 0, "byte");
  return `sent ${kind === "json" ? "JSON" : kind}, ${size}${fragments > 1 ? ` in ${fragments} frames` : ""}`;
}

const placeText = (place: Place): string => (place === "server" ? "runs on the server" : "runs in this page");

const columns = { name: 6, phase: 12, place: 8, ending: 32 };

function clientTable(clients: readonly Client[]): string {
  if (clients.length === 0) return "no clients; type add to add one";
  return clients
    .map(({ name, phase, place, protocol, ending }) => {
      const where = (place === "server" ? "server" : "page").padEnd(columns.place);
      const detail = phase === "open" ? protocol : cut(ending?.text ?? "");
      return `${name.padEnd(columns.name)}${phase.padEnd(columns.phase)}${where}${detail}`.trimEnd();
    })
    .join("\n");
}

const cut = (text: string): string => (text.length > columns.ending ? `${text.slice(0, columns.ending - 1)}…` : text);
