// Runs the prompt's commands and prints their outcomes to the console.
import type { Phase, Place } from "../clients/client.ts";
import { byteLength, compose } from "../clients/composer/compose.ts";
import { connectProblem } from "../clients/connection/close-text.ts";
import type { NewEntry } from "../console/console-entry.ts";
import { formatDuration } from "../time/amount.ts";
import { shownMs, untilWakeMs } from "../time/time.ts";
import { clockTime, countText } from "../ui/format.ts";
import { until } from "../ui/until.ts";
import type { ClientCommand, Command } from "./command.ts";
import { helpFor, helpTable } from "./command-words.ts";
import { parseCommand } from "./parse-command.ts";
import type { ClientView, PromptClients, PromptTarget } from "./prompt-target.ts";

export class CommandRunner {
  readonly #target: PromptTarget;
  readonly #clientCommands: ClientCommands;

  constructor(target: PromptTarget) {
    this.#target = target;
    this.#clientCommands = new ClientCommands(target.clients, target.print);
  }

  run(text: string): void {
    this.#target.print({ kind: "command", text });
    const parsed = parseCommand(text, this.#clientCommands.names());
    if (parsed.ok) this.#run(parsed.command);
    else this.#fail(parsed.problem);
  }

  dispose(): void {
    this.#clientCommands.dispose();
  }

  #run(command: Command) {
    const { clock, clear, goToLine } = this.#target;
    switch (command.do) {
      case "help":
        return this.#help(command.topic);
      case "check":
        return this.#check();
      case "clear":
        return clear();
      case "save":
        return this.#report(
          this.#target.save(command.name, command.text),
          `saved; to send it: b saved ${command.name}`,
        );
      case "line":
        return goToLine(command.line);
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
      default:
        return this.#clientCommands.run(command);
    }
  }

  #help(topic: string | null) {
    if (topic === null) return this.#print(helpTable());
    const help = helpFor(topic);
    if (help === null) this.#fail(`Unknown command "${topic}". Type help for a list of commands.`);
    else this.#print(help);
  }

  #check() {
    this.#print("running the checks…");
    this.#target.check().then(
      (result) => this.#print(result),
      () => this.#fail("Could not run the checks. Try again."),
    );
  }

  #time() {
    const { clock, now } = this.#target;
    const time = clock.time.get();
    if (!time.isRoomOpen) return this.#print("the room is not open; connect a client or change the code");
    const shown = clockTime(shownMs(time, now()));
    const untilMs = untilWakeMs(time, now());
    const next = untilMs === null ? "no timers pending" : `next timer in ${formatDuration(untilMs)}`;
    this.#print(`${shown}, ${time.mode === "real" ? "running" : "paused"}; ${next}`);
  }

  /** Prints the problem, or else the outcome, if there is one. */
  #report(problem: string | null, outcome: string | null = null) {
    if (problem !== null) this.#fail(problem);
    else if (outcome !== null) this.#print(outcome);
  }

  #print(text: string) {
    this.#target.print({ kind: "outcome", text });
  }

  #fail(text: string) {
    this.#target.print({ kind: "mistake", text });
  }
}

type OtherCommand = { readonly do: "clients" | "yes" } | Extract<Command, { readonly do: "add" }>;

/** After this time, only the client's card shows how connecting or closing ends. */
const waitMs = 5_000;

class ClientCommands {
  readonly #clients: PromptClients;
  readonly #output: (entry: NewEntry) => void;
  readonly #disposed = new AbortController();
  /** Clients that `yes` moves to the server. */
  #offered: readonly string[] = [];

  constructor(clients: PromptClients, output: (entry: NewEntry) => void) {
    this.#clients = clients;
    this.#output = output;
  }

  names(): string[] {
    return this.#clients.all().map(({ name }) => name);
  }

  run(command: OtherCommand | ClientCommand) {
    if (!("clients" in command)) return this.#runOther(command);
    this.#offered = [];
    for (const name of command.clients) this.#runFor(name, command);
    if (this.#offered.length > 0) this.#print(`type yes to reconnect ${this.#offered.join(", ")} from the server`);
  }

  dispose(): void {
    this.#disposed.abort();
  }

  #runOther(command: OtherCommand) {
    switch (command.do) {
      case "add":
        return this.#add(command.name);
      case "clients":
        return this.#print(clientTable(this.#clients.all()));
      case "yes":
        return this.#accept();
      default:
        command satisfies never;
    }
  }

  #add(name: string | null) {
    const before = this.names();
    const problem = this.#clients.add(name);
    const added = this.names().find((each) => !before.includes(each));
    if (problem !== null || added === undefined) this.#fail(problem ?? "Could not add a client.");
    else this.#print(`added ${added}; to connect it: connect ${added.toLowerCase()}`);
  }

  #accept() {
    const names = this.#offered;
    this.#offered = [];
    if (names.length === 0) return this.#fail("There is no offer to accept.");
    for (const name of names) this.#report(name, this.#clients.accept(name), "now runs on the server");
  }

  #runFor(name: string, command: ClientCommand) {
    const clients = this.#clients;
    switch (command.do) {
      case "connect":
        return this.#connect(name, command.protocols);
      case "send":
        if (command.fragments > 1) this.#moveIfClosed(name);
        return this.#whenOpen(name, sentText(command), () =>
          clients.send(name, command.kind, command.text, command.fragments),
        );
      case "saved":
        return this.#whenOpen(name, `sent "${command.message}"`, () => clients.sendSaved(name, command.message));
      case "ping":
        this.#moveIfClosed(name);
        return this.#whenOpen(name, "sent a ping", () => clients.ping(name, command.text));
      case "close":
        return this.#close(name, clients.close(name, command.code, command.reason));
      case "cut":
        return this.#report(name, clients.cut(name), "was cut without a close frame");
      case "remove":
        return this.#report(name, clients.remove(name), "was removed");
      case "place":
        return this.#report(name, clients.runOn(name, command.place), placeText(command.place));
      default:
        command satisfies never;
    }
  }

  #connect(name: string, protocols: readonly string[]) {
    if (this.#view(name)?.phase === "open") return this.#print(`${name} is already open`);
    const problem = this.#clients.connect(name, protocols);
    if (problem !== null) return this.#fail(problem);
    this.#reportOpen(name, ({ protocol }) => `${name} is open${protocol && `, subprotocol ${protocol}`}`);
  }

  /** A closed client is opened first, and the outcome printed once it is open. */
  #whenOpen(name: string, outcome: string, action: () => string | null) {
    const isOpen = this.#view(name)?.phase === "open";
    const problem = action();
    if (isOpen || problem !== null) this.#report(name, problem, outcome);
    else this.#reportOpen(name, () => `${name} is open and ${outcome}`);
  }

  #reportOpen(name: string, text: (view: ClientView) => string) {
    void this.#once(name, ["open", "closed"], (view) => {
      if (view.phase === "open") this.#print(text(view));
      else this.#fail(connectProblem(name, view.ending));
    });
  }

  #close(name: string, problem: string | null) {
    if (problem !== null || this.#view(name)?.phase === "closed") {
      return this.#report(name, problem, "is not connected");
    }
    void this.#once(name, ["closed"], ({ ending }) => this.#print(`${name} ${ending || "closed"}`));
  }

  /** A closed client moves to the server without asking: it has no connection to lose. */
  #moveIfClosed(name: string) {
    const view = this.#view(name);
    if (view?.phase !== "closed" || view.place === "server") return;
    if (this.#clients.runOn(name, "server") === null)
      this.#print(`${name} ${placeText("server")}, because a page cannot send this`);
  }

  #report(name: string, problem: string | null, outcome: string) {
    if (problem === null) return this.#print(`${name} ${outcome}`);
    if (this.#view(name)?.isOffered) this.#offered = [...this.#offered, name];
    this.#fail(problem);
  }

  /** Calls `report` when the client reaches one of the phases within `waitMs`. */
  async #once(name: string, phases: readonly Phase[], report: (view: ClientView) => void): Promise<void> {
    let view: ClientView | undefined;
    const isReached = () => {
      view = this.#view(name);
      return view === undefined || phases.includes(view.phase);
    };
    const wait = { on: [this.#clients], withinMs: waitMs, signal: this.#disposed.signal };
    if ((await until(isReached, wait)) && view !== undefined) report(view);
  }

  #view(name: string): ClientView | undefined {
    return this.#clients.all().find((view) => view.name.toLowerCase() === name.toLowerCase());
  }

  #print(text: string) {
    this.#output({ kind: "outcome", text });
  }

  #fail(text: string) {
    this.#output({ kind: "mistake", text });
  }
}

function sentText({ kind, text, fragments }: Extract<ClientCommand, { do: "send" }>): string {
  const composed = compose(kind, text);
  const size = countText(composed.ok ? byteLength(composed.data) : 0, "byte");
  return `sent ${kind === "json" ? "JSON" : kind}, ${size}${fragments > 1 ? ` in ${fragments} frames` : ""}`;
}

const placeText = (place: Place): string => (place === "server" ? "runs on the server" : "runs in this page");

const columns = { name: 6, phase: 12, place: 8, ending: 32 };

function clientTable(views: readonly ClientView[]): string {
  if (views.length === 0) return "no clients; type add to add one";
  return views
    .map(({ name, phase, place, protocol, ending }) => {
      const where = (place === "server" ? "server" : "page").padEnd(columns.place);
      const detail = phase === "open" ? protocol : cut(ending);
      return `${name.padEnd(columns.name)}${phase.padEnd(columns.phase)}${where}${detail}`.trimEnd();
    })
    .join("\n");
}

const cut = (text: string): string => (text.length > columns.ending ? `${text.slice(0, columns.ending - 1)}…` : text);
