// Whose endpoint a room is: its owner's, or that of many, with limits in place of what its lesson allows one learner.
import type { RoomPlan } from "../../protocol/host.ts";
import type { LimitName, Limits } from "../../protocol/limits.ts";

/** `class`: everyone in a workshop. `visitors`: everyone who sees an embedded snippet. */
export type Audience = "owner" | "class" | "visitors";

export const socketLimitOf = {
  owner: "socketsPerRoom",
  class: "classroomSockets",
  visitors: "sharedRoomSockets",
} as const satisfies Record<Audience, LimitName>;

export function planFor(
  audience: Audience,
  { budget, limits }: RoomPlan,
  table: Limits,
): Pick<RoomPlan, "budget" | "limits"> {
  if (audience === "owner") return { budget, limits };
  return {
    budget: "classroom",
    limits: {
      ...limits,
      socketsPerRoom: table[socketLimitOf[audience]],
      turnMessages: table.classroomTurnMessages,
      turnBytes: table.classroomTurnBytes,
    },
  };
}
