// Carries out what is typed at the prompt, and says what became of it.

import { span } from "../time/amount.ts";
import { shownMs, untilWakeMs } from "../time/time.ts";
import { clockTime } from "../ui/clock-time.ts";
import { ClientCommands } from "./client-commands.ts";
import type { Command } from "./command.ts";
import type { Drivers } from "./drivers.ts";
import { parseCommand } from "./parse-command.ts";
import { helpFor, helpTable } from "./vocabulary.ts";

export class CommandRunner {
  readonly #drivers: Drivers;
  readonly #errands: ClientCommands;

  constructor(drivers: Drivers) {
    this.#drivers = drivers;
    this.#errands = new ClientCommands(drivers.clients, drivers.say);
  }

  run(text: string): void {
    this.#drivers.say({ kind: "command", text });
    const parsed = parseCommand(text, this.#errands.names());
    if (parsed.ok) this.#carryOut(parsed.command);
    else this.#mistake(parsed.problem);
  }

  dispose(): void {
    this.#errands.dispose();
  }

  #carryOut(command: Command) {
    const { clock, clear, goToLine } = this.#drivers;
    switch (command.do) {
      case "help":
        return this.#help(command.topic);
      case "check":
        return this.#check();
      case "clear":
        return clear();
      case "save":
        return this.#save(command.name, command.text);
      case "line":
        return goToLine(command.line);
      case "time":
        return this.#tellTime();
      case "advance":
        return this.#answer(clock.advance(command.ms));
      case "next":
        return this.#answer(clock.goToNextTimer());
      case "clock":
        return this.#setClock(command.mode);
      default:
        return this.#errands.run(command);
    }
  }

  #help(topic: string | null) {
    if (topic === null) return this.#tell(helpTable());
    const help = helpFor(topic);
    if (help === null) this.#mistake(`There is no word "${topic}". Type help for all there are.`);
    else this.#tell(help);
  }

  #save(name: string, text: string) {
    const problem = this.#drivers.save(name, text);
    if (problem !== null) this.#mistake(problem);
    else this.#tell(`saved: b saved ${name} sends it`);
  }

  #check() {
    this.#tell("running the checks…");
    this.#drivers.check().then(
      (how) => this.#tell(how),
      () => this.#mistake("The checks could not be run. Try again."),
    );
  }

  #setClock(mode: "real" | "stepped") {
    const problem = this.#drivers.clock.setMode(mode);
    if (problem !== null) this.#mistake(problem);
    else this.#tell(mode === "real" ? "the clock runs" : "the clock stands still; +30s moves it");
  }

  #tellTime() {
    const { clock, now } = this.#drivers;
    const time = clock.time.get();
    if (time.mode === null) return this.#tell("no room is open yet: connect a client, or load code");
    const shown = clockTime(shownMs(time, now()));
    const untilMs = untilWakeMs(time, now());
    const next = untilMs === null ? "no timer is set" : `next timer in ${span(untilMs)}`;
    this.#tell(`${shown}, ${time.mode === "real" ? "real time" : "stands still"}; ${next}`);
  }

  #answer(problem: string | null) {
    if (problem !== null) this.#mistake(problem);
  }

  #tell(text: string) {
    this.#drivers.say({ kind: "outcome", text });
  }

  #mistake(text: string) {
    this.#drivers.say({ kind: "mistake", text });
  }
}
