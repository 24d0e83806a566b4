// Context of the dashboard's parts: the roster, the course's outlines, and the commands.
import { createContext, useContext, useMemo } from "react";
import type {
  CommandResult,
  LessonOutline,
  WorkshopCommand,
  WorkshopState,
} from "../../../server/protocol/workshop.ts";
import { usePage } from "../../shell/page-context.ts";
import { useStore } from "../../ui/store.ts";
import { useNow } from "../../ui/use-now.ts";
import { ClassMoves } from "../roster/class-moves.ts";
import { type ClassPlace, classPlace, readClassPlace, storeClassPlace } from "../roster/class-place.ts";
import { clockMs, type LearnerRow, LearnerRows } from "../roster/learner-rows.ts";
import type { RosterSession } from "../roster/roster-session.ts";

export interface Dashboard {
  readonly id: string;
  /** The signed-in instructor's name. */
  readonly name: string;
  readonly roster: RosterSession["store"];
  readonly lessons: readonly LessonOutline[];
  /** For a projector: learners are numbers, and there are no notes, private texts or commands. */
  readonly isProjected: boolean;
  /** Resolves to null when the command failed, which is shown as a notice. */
  readonly run: (command: WorkshopCommand) => Promise<CommandResult | null>;
  readonly openMember: (id: string) => void;
  readonly signOut: () => void;
}

export const DashboardContext = createContext<Dashboard | null>(null);

export function useDashboard(): Dashboard {
  const dashboard = useContext(DashboardContext);
  if (!dashboard) throw new Error("useDashboard requires a DashboardContext");
  return dashboard;
}

export function useWorkshop(): WorkshopState {
  return useStore(useDashboard().roster).state;
}

/** Where the class is, and what moves it there; the browser keeps it through a reload and while another page is open. */
export function useClassPlace(): readonly [ClassPlace | null, (place: ClassPlace) => void] {
  const { id, lessons, roster, run } = useDashboard();
  const moves = useMemo(() => {
    return new ClassMoves({ roster, run, first: readClassPlace(window.localStorage, id, lessons) });
  }, [id, lessons, roster, run]);
  const move = (to: ClassPlace) => {
    storeClassPlace(window.localStorage, id, to);
    void moves.move(to);
  };
  return [classPlace(useStore(roster), useStore(moves.own), lessons), move];
}

/** Whether commands have an effect: not after the end, and on a projector there are none. */
export function useCanAct(): boolean {
  const { isProjected } = useDashboard();
  return useWorkshop().endedAtMs === null && !isProjected;
}

/** The present members, in the order of joining; unchanged members keep their row. */
export function useLearners(): readonly LearnerRow[] {
  const { lessons } = useDashboard();
  const state = useWorkshop();
  const rows = useMemo(() => new LearnerRows(lessons), [lessons]);
  return useMemo(() => rows.of(state), [rows, state]);
}

/** The time by the server's clock, updated every `everyMs`, until the workshop ends. */
export function useServerNow(everyMs = 1_000): number {
  const { workshop } = usePage();
  const state = useWorkshop();
  return clockMs(state, useNow(everyMs) + workshop.store.get().clockAheadMs);
}
