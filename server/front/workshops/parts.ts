// The parts of workshops, connected: the workshops, who may enter them, and what people may ask for.
import type { Course } from "../../course/load.ts";
import type { Budgets } from "../gate/budgets.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import { PersonalCodes } from "./codes.ts";
import { Commands, type CommandsOptions } from "./commands.ts";
import { Helping } from "./helping.ts";
import { Instructors, type InstructorsOptions } from "./instructors.ts";
import { Joining } from "./joining.ts";
import { Workshops, type WorkshopsOptions } from "./workshops.ts";

export type WorkshopPartsOptions = Omit<WorkshopsOptions, "connectionsOf" | "now"> &
  Pick<CommandsOptions, "code" | "saves"> &
  InstructorsOptions & {
    readonly budgets: Budgets;
    readonly course: Course;
    readonly registry: Pick<RoomRegistry, "idOf">;
  };

export interface WorkshopParts extends AsyncDisposable {
  readonly all: Workshops;
  readonly instructors: Instructors;
  readonly joining: Joining;
  readonly commands: Commands;
  readonly helping: Helping;
}

/** Reads the workshops and the instructors' sessions from the store. */
export async function openWorkshops(options: WorkshopPartsOptions): Promise<WorkshopParts> {
  const { secret, budgets, limits } = options;
  const connectionsOf = (learner: string) => ({
    pages: budgets.pages.usedBy(learner),
    connections: budgets.sockets.usedBy(learner),
  });
  const [workshops, instructors] = await Promise.all([
    Workshops.open({ ...options, connectionsOf, now: Date.now }),
    Instructors.open(options),
  ]);
  const personalCodes = new PersonalCodes(secret);
  const helping = new Helping({ ...options, workshops, connectionsOf, graceMs: limits.editingGraceMs });
  return {
    all: workshops,
    instructors,
    joining: new Joining({ ...options, workshops, personalCodes }),
    commands: new Commands({ ...options, workshops, personalCodes, helping }),
    helping,
    [Symbol.asyncDispose]: () => {
      helping[Symbol.dispose]();
      return workshops[Symbol.asyncDispose]();
    },
  };
}
