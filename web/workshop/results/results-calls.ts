// The HTTP calls of the page with a workshop's results, and the addresses of its files.
import { lastRegradingSchema, workshopOverviewSchema } from "../../../server/protocol/workshop-results.ts";
import { call } from "../../net/api.ts";

const of = (id: string): string => `/api/workshops/${encodeURIComponent(id)}`;

export const getOverview = (id: string) => call(workshopOverviewSchema, `${of(id)}/overview`);
export const getRegrading = (id: string) => call(lastRegradingSchema, `${of(id)}/regrade`);
export const startRegrading = (id: string, lesson: string) =>
  call(lastRegradingSchema, `${of(id)}/regrade`, { method: "POST", body: { lesson } });
export const stopRegrading = (id: string) => call(lastRegradingSchema, `${of(id)}/regrade`, { method: "DELETE" });

export const resultFiles = (id: string) =>
  [
    { href: `${of(id)}/results?format=csv`, text: "Results for a spreadsheet (CSV)" },
    { href: `${of(id)}/results`, text: "Results as JSON" },
    { href: `${of(id)}/code`, text: "Everyone’s code (zip)" },
  ] as const;
