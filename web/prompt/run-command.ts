// Runs the prompt's commands and prints their outcomes to the console.
import { formatDuration } from "../time/amount.ts";
import { shownMs, untilWakeMs } from "../time/time.ts";
import { clockTime } from "../ui/clock-time.ts";
import type { Command } from "./command.ts";
import { helpFor, helpTable } from "./command-words.ts";
import { parseCommand } from "./parse-command.ts";
import type { PromptTarget } from "./prompt-target.ts";
import { ClientCommands } from "./run-client-command.ts";

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
