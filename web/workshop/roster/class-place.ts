// The class's place: the lesson and the step that an instructor presents, and the commands that move it.
import { z } from "zod";
import type { LessonOutline, Place, WorkshopCommand, WorkshopState } from "../../../server/protocol/workshop.ts";
import { attempt } from "../../ui/attempt.ts";
import type { Roster } from "./roster-session.ts";

/** With a step, unlike the places that pages follow. */
export type ClassPlace = Place & { readonly step: number };

/** Where this instructor went last. */
export interface OwnPlace {
  readonly place: ClassPlace;
  /** The roster contains the move once it has this event; infinite while the move is being sent. */
  readonly seq: number;
}

type ShownRoster = Pick<Roster, "seq"> & { readonly state: Pick<WorkshopState, "follow" | "pace"> };

/**
 * Where pages follow the instructor, or else where the pace is, or else where the instructor was last. A move that the
 * roster does not contain yet counts already.
 */
export function classPlace(
  { seq, state: { follow, pace } }: ShownRoster,
  own: OwnPlace | null,
  lessons: readonly LessonOutline[],
): ClassPlace | null {
  if (own !== null && seq < own.seq) return own.place;
  if (follow !== null) return { lesson: follow.place.lesson, step: follow.place.step ?? 1 };
  if (pace.mode === "together") return { lesson: pace.lesson, step: pace.step };
  const [first] = lessons;
  return own?.place ?? (first === undefined ? null : { lesson: first.slug, step: 1 });
}

/** One step further or back, also into the next or the previous lesson; null at the ends of the course. */
export function neighbour(place: ClassPlace, by: 1 | -1, lessons: readonly LessonOutline[]): ClassPlace | null {
  const index = lessons.findIndex(({ slug }) => slug === place.lesson);
  const step = place.step + by;
  if (step >= 1 && step <= stepsOf(lessons[index])) return { lesson: place.lesson, step };
  const next = lessons[index + by];
  return next === undefined ? null : { lesson: next.slug, step: by === 1 ? 1 : stepsOf(next) };
}

export function stepsOf(lesson: LessonOutline | undefined): number {
  return Math.max(1, lesson?.steps.length ?? 1);
}

/** What to send so that pages that follow, and a pace that is kept together, go to `place`. */
export function moveCommands(
  { follow, pace }: Pick<WorkshopState, "follow" | "pace">,
  place: ClassPlace,
): WorkshopCommand[] {
  const commands: WorkshopCommand[] = [];
  // The pace first: pages do not follow to a lesson that is closed.
  if (pace.mode === "together") commands.push({ do: "pace", pace: { mode: "together", ...place } });
  if (follow !== null) commands.push({ do: "follow", place });
  return commands;
}

const storedPlaceSchema = z.object({ workshop: z.string(), lesson: z.string(), step: z.number().int().min(1) });
const storedPlaceKey = "ws101.class-place";

/** Where this browser last presented `workshop`; null for another workshop, and for a step that the course no longer has. */
export function readClassPlace(storage: Storage, workshop: string, lessons: readonly LessonOutline[]): OwnPlace | null {
  const stored = attempt(() => storedPlaceSchema.parse(JSON.parse(storage.getItem(storedPlaceKey) ?? "")));
  const outline = lessons.find(({ slug }) => slug === stored?.lesson);
  if (stored?.workshop !== workshop || outline === undefined || stored.step > stepsOf(outline)) return null;
  return { place: { lesson: stored.lesson, step: stored.step }, seq: 0 };
}

export function storeClassPlace(storage: Storage, workshop: string, place: ClassPlace): void {
  attempt(() => storage.setItem(storedPlaceKey, JSON.stringify({ workshop, ...place })));
}
