// The parts of workshops, connected: the workshops, who may enter them, and what people may ask for.
import type { FrontParts } from "../front-parts.ts";
import { hourly } from "../hourly.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import { Afterwards, deleteOld } from "./afterwards.ts";
import { Classrooms, type ClassroomsOptions } from "./classrooms.ts";
import { PersonalCodes } from "./codes.ts";
import { Commands, type CommandsOptions } from "./commands.ts";
import { Helping } from "./helping.ts";
import { Instructors, type InstructorsOptions } from "./instructors.ts";
import { Regradings, type RegradingsOptions } from "./jobs.ts";
import { Joining } from "./joining.ts";
import { Visits, type VisitsOptions } from "./visits.ts";
import { Workshops } from "./workshops.ts";

export interface WorkshopPartsOptions
  extends FrontParts,
    InstructorsOptions,
    Pick<CommandsOptions, "code" | "saves">,
    Pick<ClassroomsOptions, "rooms">,
    Pick<VisitsOptions, "serverClients">,
    Pick<RegradingsOptions, "runs"> {
  readonly registry: RoomRegistry;
}

export type WorkshopParts = Readonly<Awaited<ReturnType<typeof openWorkshops>>>;

/** Reads the workshops and the instructors' sessions from the store. */
export async function openWorkshops(options: WorkshopPartsOptions) {
  const { secret, budgets, limits } = options;
  const connectionsOf = (learner: string) => ({
    pages: budgets.pages.usedBy(learner),
    connections: budgets.sockets.usedBy(learner),
  });
  const parts = new AsyncDisposableStack();
  const workshops = parts.use(await Workshops.open({ ...options, connectionsOf, now: Date.now }));
  const instructors = parts.use(await Instructors.open(options));
  const personalCodes = new PersonalCodes(secret);
  const classrooms = parts.use(new Classrooms({ ...options, workshops }));
  const helping = parts.use(new Helping({ ...options, workshops, connectionsOf, graceMs: limits.editingGraceMs }));
  const regradings = new Regradings(options);
  const visits = new Visits(options);
  parts.use(regradings.jobs);
  parts.use(visits.jobs);
  parts.use(hourly(() => deleteOld({ ...options, workshops, now: Date.now })));
  return {
    all: workshops,
    instructors,
    joining: new Joining({ ...options, workshops, personalCodes }),
    commands: new Commands({ ...options, workshops, personalCodes, helping, classrooms }),
    helping,
    afterwards: new Afterwards({ ...options, now: Date.now }),
    regradings,
    visits,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
