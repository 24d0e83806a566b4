// Who works with whom: pairs in which each connects to the other's server, and one group of three if someone is left.
import { randomInt } from "node:crypto";
import type { WorkshopEvent, WorkshopState } from "../../protocol/workshop.ts";
import { presentMembers } from "../../workshop/roster.ts";

/** Pairs the members who are online at random, in place of all earlier pairs. */
export function pairEveryone(state: WorkshopState, lesson: string): WorkshopEvent[] {
  const online = shuffled(presentMembers(state).filter(({ pages }) => pages > 0)).map(({ id }) => id);
  const groups = groupsOf(online);
  return [
    ...unpairEveryone(state),
    ...groups.flatMap((group) =>
      group.map((client, index): WorkshopEvent => {
        return { type: "pair", client, server: group[(index + 1) % group.length] ?? client, lesson };
      }),
    ),
  ];
}

export function unpairEveryone({ pairs }: WorkshopState): WorkshopEvent[] {
  return pairs.map(({ client, lesson }) => ({ type: "pair", client, server: null, lesson }));
}

/** Two each, three in the last if their number is odd; none for one person alone. */
function groupsOf(people: readonly string[]): string[][] {
  const count = Math.floor(people.length / 2);
  return Array.from({ length: count }, (_, index) => {
    return people.slice(2 * index, index === count - 1 ? people.length : 2 * index + 2);
  });
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(randomInt(left.length), 1));
}
