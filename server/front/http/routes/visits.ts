// Visits to every member's server, for instructors.
import { lastVisitSchema, visitRequestSchema } from "../../../protocol/visit.ts";
import { type Route, route } from "../route.ts";

const others = { 401: "No instructor is signed in.", 404: "There is no such workshop, or no such lesson." };
const path = "/api/workshops/:id/visit";

export const visitRoutes: readonly Route[] = [
  route({
    method: "get",
    path,
    summary: "The last visit to the members' servers, also while it runs; null for none since the server started.",
    response: lastVisitSchema,
    others,
    handle: (call, { workshops: { all, visits } }) => {
      call.instructor();
      return { visit: visits.jobs.last(all.get(call.param("id"))) };
    },
  }),
  route({
    method: "post",
    path,
    summary: "Sends a message to each member's server, a few at a time, and collects what they answer.",
    body: visitRequestSchema,
    response: lastVisitSchema,
    others: { ...others, 409: "A visit is running." },
    handle: (call, { workshops: { all, visits } }) => {
      call.instructor();
      return { visit: visits.start(all.get(call.param("id")), call.body()) };
    },
  }),
  route({
    method: "delete",
    path,
    summary: "Cancels the visit. What has answered stays.",
    response: lastVisitSchema,
    others,
    handle: (call, { workshops: { all, visits } }) => {
      call.instructor();
      const workshop = all.get(call.param("id"));
      visits.jobs.cancel(workshop);
      return { visit: visits.jobs.last(workshop) };
    },
  }),
];
