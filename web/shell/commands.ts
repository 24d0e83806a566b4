// What the command palette offers: each part of the page adds its own commands while it is on the screen.
import { useEffect, useRef } from "react";
import type { KeyName } from "./keys.ts";
import { usePage } from "./page-context.ts";

export interface Command {
  /** Stays the same from visit to visit: recent commands are remembered by it. */
  readonly id: string;
  readonly title: string;
  /** The heading that it stands under. */
  readonly group: "Lesson" | "Code" | "Clients" | "Wire" | "Time" | "Go to" | "Page";
  /** Further words by which it is found. */
  readonly words?: string;
  readonly key?: KeyName;
  /** Answers a sentence when it could not, to be said in passing. */
  readonly run: () => Done | Promise<Done>;
}

// biome-ignore lint/suspicious/noConfusingVoidType: most commands just do it and answer nothing
export type Done = string | null | void;

/** Asked each time the palette opens, so that commands may depend on what is there then. */
export type CommandSource = () => readonly Command[];

export class Commands {
  readonly #sources = new Set<CommandSource>();

  /** Answers how to take them away again. */
  register(source: CommandSource): () => void {
    this.#sources.add(source);
    return () => this.#sources.delete(source);
  }

  /** Of two with one id the later counts. */
  all(): readonly Command[] {
    const commands = [...this.#sources].flatMap((source) => source());
    return [...new Map(commands.map((command) => [command.id, command])).values()];
  }
}

/** Offers these commands as long as the component is on the page. */
export function useCommands(source: CommandSource): void {
  const { commands } = usePage();
  const latest = useRef(source);
  latest.current = source;
  useEffect(() => commands.register(() => latest.current()), [commands]);
}
