// Commands of the palette: each part of the page registers its own while it is on the screen.
import type { KeyName } from "./keys.ts";

export const groups = ["Workshop", "Playground", "Lesson", "Code", "Clients", "Wire", "Time", "Go to", "Page"] as const;

export interface Command {
  /** Stable across visits: recent commands are stored by it. */
  readonly id: string;
  readonly title: string;
  readonly group: (typeof groups)[number];
  /** Further words that find it. */
  readonly words?: string;
  readonly key?: KeyName;
  /** Returns a sentence when the command could not run; the page shows it as a notice. */
  readonly run: () => CommandResult | Promise<CommandResult>;
}

// biome-ignore lint/suspicious/noConfusingVoidType: most commands return nothing
export type CommandResult = string | null | void;

/** Called each time the palette opens, so commands can depend on the page's current state. */
export type CommandSource = () => readonly Command[];

export class Commands {
  readonly #sources = new Set<CommandSource>();

  /** Returns a function that removes the source. */
  register(source: CommandSource): () => void {
    this.#sources.add(source);
    return () => this.#sources.delete(source);
  }

  /** When two commands share an id, the later one wins. */
  all(): readonly Command[] {
    const commands = [...this.#sources].flatMap((source) => source());
    return [...new Map(commands.map((command) => [command.id, command])).values()];
  }
}
