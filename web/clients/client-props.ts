// Props of the components that show one client.
import type { LessonSession } from "../lesson/lesson-session.ts";
import type { Client } from "./client.ts";

export interface CardProps {
  readonly client: Client;
  readonly session: LessonSession;
}
