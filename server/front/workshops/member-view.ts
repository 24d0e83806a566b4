// What a member's page shows of the workshop: nothing about other members but the names of a pair.
import type { Member, MemberView, WorkshopState } from "../../protocol/workshop.ts";
import { hintsFor } from "../../workshop/roster.ts";

export function memberView(state: WorkshopState, me: Member, endpoint: MemberView["endpoint"]): MemberView {
  const { id, name, hand } = me;
  const ended = state.endedAtMs !== null;
  const editing = ended ? null : me.editing;
  return {
    workshop: { id: state.id, title: state.title },
    me: { id, name, hand, editing },
    locked: ended ? [] : state.locked,
    pace: ended ? { mode: "free" } : state.pace,
    follow: state.follow,
    frozen: state.frozen,
    frozenBy: state.frozenBy,
    timer: state.timer,
    announcement: state.announcement,
    hints: hintsFor(state, me),
    endpoint,
    guests: guestsOf(state, id),
    ended,
  };
}

/** While there is a classroom, pairs rest. */
function guestsOf({ classroom, pairs, members }: WorkshopState, id: string): MemberView["guests"] {
  if (classroom !== null) return [];
  const own = pairs.filter(({ server }) => server === id);
  return own.flatMap(({ client, lesson }) => {
    const { name } = members[client] ?? {};
    return name === undefined ? [] : [{ name, lesson }];
  });
}
