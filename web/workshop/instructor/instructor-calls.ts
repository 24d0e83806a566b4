// The HTTP calls of an instructor's page.
import { z } from "zod";
import {
  commandResultSchema,
  type createWorkshopSchema,
  instructorSchema,
  lessonOutlinesSchema,
  presenterNotesSchema,
  rosterSnapshotSchema,
  type signInSchema,
  type WorkshopCommand,
  workshopSummarySchema,
  workshopsSchema,
} from "../../../server/protocol/workshop.ts";
import { call } from "../../net/api.ts";

const of = (id: string): string => `/api/workshops/${encodeURIComponent(id)}`;

export const getInstructor = () => call(instructorSchema, "/api/instructor");
export const signIn = (body: z.input<typeof signInSchema>) =>
  call(instructorSchema, "/api/instructor/session", { method: "POST", body });
export const signOut = () => call(z.unknown(), "/api/instructor/session", { method: "DELETE" });

export const getWorkshops = () => call(workshopsSchema, "/api/workshops");
export const createWorkshop = (body: z.input<typeof createWorkshopSchema>) =>
  call(workshopSummarySchema, "/api/workshops", { method: "POST", body });
export const deleteWorkshop = (id: string) => call(z.unknown(), of(id), { method: "DELETE" });

export const getRoster = (id: string) => call(rosterSnapshotSchema, of(id));
export const getOutlines = (id: string) => call(lessonOutlinesSchema, `${of(id)}/lessons`);
export const getNotes = (id: string, slug: string) => call(presenterNotesSchema, `${of(id)}/lessons/${slug}/notes`);
export const sendCommand = (id: string, body: WorkshopCommand) =>
  call(commandResultSchema, `${of(id)}/commands`, { method: "POST", body });
