// What instructors see of the course beside their learners: the outlines of its lessons, and the notes for presenters.
import { lessonOutlinesSchema, presenterNotesSchema } from "../../../protocol/workshop.ts";
import { type Route, route } from "../route.ts";

const notSignedIn = { 401: "No instructor is signed in." };

export const presentingRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/api/workshops/:id/lessons",
    summary: "The course's lessons in order, with the titles of their checks, and their steps.",
    response: lessonOutlinesSchema,
    others: { ...notSignedIn, 404: "There is no such workshop." },
    handle: (call, { course, workshops: { all } }) => {
      call.instructor();
      all.get(call.param("id"));
      const lessons = course.lessons().flatMap(({ slug }) => course.lesson(slug) ?? []);
      return {
        lessons: lessons.map(({ slug, number, title, minutes, checks, steps }) => {
          return { slug, number, title, minutes, checks, steps };
        }),
      };
    },
  }),
  route({
    method: "get",
    path: "/api/workshops/:id/lessons/:slug/notes",
    summary: "A lesson's notes for presenters, in the order of its text.",
    response: presenterNotesSchema,
    others: { ...notSignedIn, 404: "There is no such workshop or lesson." },
    handle: (call, { course, workshops: { all } }) => {
      call.instructor();
      all.get(call.param("id"));
      return { notes: [...course.notes(call.lesson().slug)] };
    },
  }),
];
