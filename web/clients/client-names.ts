// What clients are called: A, B, C… unless the learner has a better name.

import { limitTable } from "../../server/protocol/limits.ts";
import { clientNameSchema } from "../../server/protocol/server-client.ts";

/** As many as a room may have sockets. */
export const mostClients = limitTable.socketsPerRoom.value;

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** The first letter that is free. */
export function nextName(taken: readonly string[]): string {
  return letters.find((letter) => find(taken, letter) === null) ?? "Z";
}

/** The name as it is written; "b" finds B. */
export function find(names: readonly string[], wanted: string): string | null {
  const same = (name: string) => name.toLowerCase() === wanted.trim().toLowerCase();
  return names.find((name) => name === wanted) ?? names.find(same) ?? null;
}

/** Why nobody may be called so, or null. */
export function nameProblem(wanted: string, others: readonly string[]): string | null {
  const name = wanted.trim();
  if (name === "") return "A client needs a name.";
  if (name.length > 24) return `A name has at most 24 characters; this one has ${name.length}.`;
  if (!clientNameSchema.safeParse(name).success) {
    return "A name begins with a letter or digit (A to Z, 0 to 9); spaces, - and _ may follow.";
  }
  const other = find(others, name);
  return other === null ? null : `There is a client ${other} already.`;
}

export function noRoomForMore(): string {
  return `There are ${mostClients} clients already: a room takes no more sockets (socketsPerRoom). Remove one first.`;
}
