// What an entry's details need of their surroundings: a lesson or a cell.
import type { LessonSession } from "../../lesson/lesson-session.ts";

export type DetailSession = Pick<LessonSession, "wire" | "clients" | "clientList" | "goToLine">;
