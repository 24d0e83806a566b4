// What a room may use while it is everyone's endpoint in a workshop, in place of what its lesson allows one learner.
import type { RoomPlan } from "../../protocol/host.ts";
import type { Limits } from "../../protocol/limits.ts";

export function classroomPlan({ limits }: RoomPlan, table: Limits): Pick<RoomPlan, "budget" | "limits"> {
  const { classroomSockets, classroomTurnMessages, classroomTurnBytes } = table;
  return {
    budget: "classroom",
    limits: {
      ...limits,
      socketsPerRoom: classroomSockets,
      turnMessages: classroomTurnMessages,
      turnBytes: classroomTurnBytes,
    },
  };
}
