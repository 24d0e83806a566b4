// Commands of the palette: each part of the page registers its own while it is on the screen. Search: how well a command matches,
// and which ones were used last in this browser.

import { defaultFilter } from "cmdk";
import { z } from "zod";
import { attempt } from "../ui/attempt.ts";
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
export type CommandSource = () => readonly (Command | false | null)[];

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
    return [...new Map(commands.flatMap((command) => (command ? [[command.id, command]] : []))).values()];
  }
}

const key = "ws101.recent";
const keptRecent = 5;
const recentSchema = z.array(z.string().max(100)).max(50);

/** Command ids, most recent first; empty when the stored value is unusable. */
export function readRecent(storage: Storage): readonly string[] {
  return attempt(() => recentSchema.parse(JSON.parse(storage.getItem(key) ?? "[]"))) ?? [];
}

export function rememberRecent(storage: Storage, id: string): void {
  const recent = [id, ...readRecent(storage).filter((each) => each !== id)].slice(0, keptRecent);
  attempt(() => storage.setItem(key, JSON.stringify(recent)));
}

/** Titles match by their letters in order; the group and other words match only from their beginnings. */
export function scoreCommand(title: string, query: string, keywords: readonly string[] = []): number {
  const typed = query.toLowerCase().trim().split(/\s+/);
  const isKeyword = typed.every((part) => keywords.some((word) => word.toLowerCase().startsWith(part)));
  return Math.max(defaultFilter(title, query), isKeyword ? 0.01 : 0);
}
