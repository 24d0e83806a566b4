// What the prompt asks of clients, one after the other, and what became of it once they have connected or closed.

import type { NewEntry } from "../console/console-entry.ts";
import { clientTable, offerText, placeText, sentText } from "./client-words.ts";
import type { ClientCommand, Command } from "./command.ts";
import type { ClientDrivers, ClientView, Phase } from "./drivers.ts";

type OwnErrand = { readonly do: "clients" | "yes" } | Extract<Command, { readonly do: "add" }>;

/** Until when the end of a connect or close is waited for before it is left to the client's card to tell. */
const patienceMs = 5_000;

export class ClientCommands {
  readonly #clients: ClientDrivers;
  readonly #say: (entry: NewEntry) => void;
  readonly #waits = new Set<() => void>();
  /** Whose offer `yes` takes up. */
  #offered: readonly string[] = [];

  constructor(clients: ClientDrivers, say: (entry: NewEntry) => void) {
    this.#clients = clients;
    this.#say = say;
  }

  names(): string[] {
    return this.#clients.all().map(({ name }) => name);
  }

  run(errand: OwnErrand | ClientCommand) {
    if (!("clients" in errand)) return this.#runOwn(errand);
    this.#offered = [];
    for (const name of errand.clients) this.#send(name, errand);
    if (this.#offered.length > 0) this.#tell(offerText(this.#offered));
  }

  dispose(): void {
    for (const end of this.#waits) end();
  }

  #runOwn(errand: OwnErrand) {
    switch (errand.do) {
      case "add":
        return this.#add(errand.name);
      case "clients":
        return this.#tell(clientTable(this.#clients.all()));
      case "yes":
        return this.#yes();
      default:
        errand satisfies never;
    }
  }

  #add(name: string | null) {
    const before = this.names();
    const problem = this.#clients.add(name);
    const added = this.names().find((each) => !before.includes(each));
    if (problem !== null || added === undefined) this.#mistake(problem ?? "No client was added.");
    else this.#tell(`${added} is there: connect ${added.toLowerCase()}`);
  }

  #yes() {
    const names = this.#offered;
    this.#offered = [];
    if (names.length === 0) return this.#mistake("Nothing was offered.");
    for (const name of names) this.#report(name, this.#clients.accept(name), "runs on the server now, and does it");
  }

  #send(name: string, errand: ClientCommand) {
    const clients = this.#clients;
    switch (errand.do) {
      case "connect":
        return this.#connect(name, errand.protocols);
      case "send":
        if (errand.fragments > 1) this.#serverIfClosed(name);
        return this.#whenOpen(name, sentText(errand), () =>
          clients.send(name, errand.kind, errand.text, errand.fragments),
        );
      case "saved":
        return this.#whenOpen(name, `sent "${errand.message}"`, () => clients.sendSaved(name, errand.message));
      case "ping":
        this.#serverIfClosed(name);
        return this.#whenOpen(name, "sent a ping", () => clients.ping(name, errand.text));
      case "close":
        return this.#close(name, clients.close(name, errand.code, errand.reason));
      case "cut":
        return this.#report(name, clients.cut(name), "was cut, without a close frame");
      case "remove":
        return this.#report(name, clients.remove(name), "is off the bench");
      case "place":
        return this.#report(name, clients.runOn(name, errand.place), placeText(errand.place));
      default:
        errand satisfies never;
    }
  }

  #connect(name: string, protocols: readonly string[]) {
    if (this.#view(name)?.phase === "open") return this.#tell(`${name} is open already`);
    const problem = this.#clients.connect(name, protocols);
    if (problem !== null) return this.#mistake(problem);
    this.#opened(name, ({ protocol }) => `${name} is open${protocol && `, subprotocol ${protocol}`}`);
  }

  /** A client that is not open is opened for it: what it sends has gone only then. */
  #whenOpen(name: string, done: string, deed: () => string | null) {
    const isOpen = this.#view(name)?.phase === "open";
    const problem = deed();
    if (isOpen || problem !== null) this.#report(name, problem, done);
    else this.#opened(name, () => `${name} is open, and ${done}`);
  }

  #opened(name: string, how: (view: ClientView) => string) {
    this.#once(name, ["open", "closed"], (view) => {
      if (view.phase === "open") this.#tell(how(view));
      else this.#mistake(`${name} could not connect${view.ending && `: ${view.ending}`}`);
    });
  }

  #close(name: string, problem: string | null) {
    if (problem !== null || this.#view(name)?.phase === "closed") {
      return this.#report(name, problem, "is not connected");
    }
    this.#once(name, ["closed"], ({ ending }) => this.#tell(`${name} ${ending || "closed"}`));
  }

  /** Nothing is lost when a client that is not connected changes its place. */
  #serverIfClosed(name: string) {
    const view = this.#view(name);
    if (view?.phase !== "closed" || view.place === "server") return;
    if (this.#clients.runOn(name, "server") === null)
      this.#tell(`${name} ${placeText("server")}: no page can send that`);
  }

  #report(name: string, problem: string | null, done: string) {
    if (problem === null) return this.#tell(`${name} ${done}`);
    if (this.#view(name)?.isOffered) this.#offered = [...this.#offered, name];
    this.#mistake(problem);
  }

  /** Hears of the client until it is as wanted, or patience ends. */
  #once(name: string, phases: readonly Phase[], then: (view: ClientView) => void): void {
    const look = () => {
      const view = this.#view(name);
      if (view !== undefined && !phases.includes(view.phase)) return;
      end();
      if (view !== undefined) then(view);
    };
    const unhear = this.#clients.subscribe(look);
    const timer = setTimeout(() => end(), patienceMs);
    const end = () => {
      unhear();
      clearTimeout(timer);
      this.#waits.delete(end);
    };
    this.#waits.add(end);
    look();
  }

  #view(name: string): ClientView | undefined {
    return this.#clients.all().find((view) => view.name.toLowerCase() === name.toLowerCase());
  }

  #tell(text: string) {
    this.#say({ kind: "outcome", text });
  }

  #mistake(text: string) {
    this.#say({ kind: "mistake", text });
  }
}
