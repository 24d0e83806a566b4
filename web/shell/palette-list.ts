// What the command palette shows for what was typed: recent commands first, else the best fit first.
import type { Command } from "./commands.ts";
import { fuzzy } from "./fuzzy.ts";

export interface Offer {
  readonly command: Command;
  readonly heading: string;
  /** Places of the letters that were typed. */
  readonly places: readonly number[];
}

const groups = ["Lesson", "Code", "Clients", "Wire", "Time", "Go to", "Page"] as const satisfies Command["group"][];
export const keptRecent = 5;

/** `recent`: ids, the latest first. */
export function offers(commands: readonly Command[], query: string, recent: readonly string[]): readonly Offer[] {
  return query.trim() === "" ? unasked(commands, recent) : fitting(commands, query, recent);
}

function unasked(commands: readonly Command[], recent: readonly string[]): readonly Offer[] {
  const first = recent.flatMap((id) => commands.find((command) => command.id === id) ?? []).slice(0, keptRecent);
  const rest = groups.flatMap((group) => commands.filter((each) => each.group === group && !first.includes(each)));
  return [
    ...first.map((command) => ({ command, heading: "Recent", places: [] })),
    ...rest.map((command) => ({ command, heading: command.group, places: [] })),
  ];
}

/** What a command is called is found by its letters, other words for it only by their beginnings. */
function fitting(commands: readonly Command[], query: string, recent: readonly string[]): readonly Offer[] {
  const found = commands.flatMap((command) => {
    const byTitle = fuzzy(query, command.title);
    if (!byTitle && !isSaidOf(command, query)) return [];
    const score = (byTitle?.score ?? 0) + ago(recent, command.id);
    return [{ command, heading: command.group, places: byTitle?.places ?? [], score }];
  });
  return found.toSorted((a, b) => b.score - a.score);
}

function isSaidOf({ group, words = "" }: Command, query: string): boolean {
  const said = `${group} ${words}`.toLowerCase().split(/\s+/);
  const wanted = query.toLowerCase().trim().split(/\s+/);
  return wanted.every((want) => said.some((word) => word.startsWith(want)));
}

function ago(recent: readonly string[], id: string): number {
  const place = recent.indexOf(id);
  return place < 0 ? 0 : 1 - place / keptRecent / 2;
}

export function withRecent(recent: readonly string[], id: string): readonly string[] {
  return [id, ...recent.filter((each) => each !== id)].slice(0, keptRecent);
}
