// The HTTP calls of an instructor's page.
import { z } from "zod";
import { lastVisitSchema, type VisitRequest } from "../../../server/protocol/visit.ts";
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
import { lastRegradingSchema, workshopOverviewSchema } from "../../../server/protocol/workshop-results.ts";
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

export const getOverview = (id: string) => call(workshopOverviewSchema, `${of(id)}/overview`);
export const getRegrading = (id: string) => call(lastRegradingSchema, `${of(id)}/regrade`);
export const startRegrading = (id: string, lesson: string) =>
  call(lastRegradingSchema, `${of(id)}/regrade`, { method: "POST", body: { lesson } });
export const stopRegrading = (id: string) => call(lastRegradingSchema, `${of(id)}/regrade`, { method: "DELETE" });

export const getVisit = (id: string) => call(lastVisitSchema, `${of(id)}/visit`);
export const startVisit = (id: string, body: Partial<VisitRequest>) =>
  call(lastVisitSchema, `${of(id)}/visit`, { method: "POST", body });
export const stopVisit = (id: string) => call(lastVisitSchema, `${of(id)}/visit`, { method: "DELETE" });

/** The addresses of what a workshop leaves. */
export const resultFiles = (id: string) =>
  [
    { href: `${of(id)}/results?format=csv`, text: "Results for a spreadsheet (CSV)" },
    { href: `${of(id)}/results`, text: "Results as JSON" },
    { href: `${of(id)}/code`, text: "Everyone’s code (zip)" },
  ] as const;
