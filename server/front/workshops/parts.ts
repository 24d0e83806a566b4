// The parts of workshops, connected: the workshops, who may enter them, and what people may ask for.
import type { Course } from "../../course/load.ts";
import type { Budgets } from "../gate/budgets.ts";
import type { Runs } from "../learning/runs.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import { Afterwards, Retention } from "./afterwards.ts";
import { Classrooms, type ClassroomsOptions } from "./classrooms.ts";
import { PersonalCodes } from "./codes.ts";
import { Commands, type CommandsOptions } from "./commands.ts";
import { Helping } from "./helping.ts";
import { Instructors, type InstructorsOptions } from "./instructors.ts";
import { Joining } from "./joining.ts";
import { Regradings } from "./regrading.ts";
import { Visits, type VisitsOptions } from "./visits.ts";
import { Workshops, type WorkshopsOptions } from "./workshops.ts";

export type WorkshopPartsOptions = Omit<WorkshopsOptions, "connectionsOf" | "now"> &
  Pick<CommandsOptions, "code" | "saves"> &
  InstructorsOptions & {
    readonly budgets: Budgets;
    readonly course: Course;
    readonly registry: RoomRegistry;
    readonly rooms: ClassroomsOptions["rooms"];
    readonly serverClients: VisitsOptions["serverClients"];
    readonly runs: Pick<Runs, "regrade">;
  };

export interface WorkshopParts extends AsyncDisposable {
  readonly all: Workshops;
  readonly instructors: Instructors;
  readonly joining: Joining;
  readonly commands: Commands;
  readonly helping: Helping;
  readonly afterwards: Afterwards;
  readonly regradings: Regradings;
  readonly visits: Visits;
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
  const classrooms = new Classrooms({ ...options, workshops });
  const helping = new Helping({ ...options, workshops, connectionsOf, graceMs: limits.editingGraceMs });
  const retention = new Retention({ ...options, workshops, now: Date.now });
  const regradings = new Regradings(options);
  const visits = new Visits(options);
  return {
    all: workshops,
    instructors,
    joining: new Joining({ ...options, workshops, personalCodes }),
    commands: new Commands({ ...options, workshops, personalCodes, helping, classrooms }),
    helping,
    afterwards: new Afterwards({ ...options, now: Date.now }),
    regradings,
    visits,
    async [Symbol.asyncDispose]() {
      retention[Symbol.dispose]();
      regradings.jobs[Symbol.dispose]();
      visits.jobs[Symbol.dispose]();
      helping[Symbol.dispose]();
      instructors[Symbol.dispose]();
      classrooms[Symbol.dispose]();
      await workshops[Symbol.asyncDispose]();
    },
  };
}
