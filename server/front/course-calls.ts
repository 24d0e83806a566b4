// The calls about the course: its lessons, one lesson, and what a learner has done of it.
import type { Store } from "../store/store.ts";
import { type CallParts, type Calls, learnerOf, lessonOf } from "./call.ts";

export interface CourseParts extends CallParts {
  readonly store: Store;
}

export function courseCalls(parts: CourseParts): Calls {
  return {
    "/api/lessons": {
      get: (request, response) => {
        learnerOf(parts, request, response);
        response.json({ lessons: parts.course.lessons() });
      },
    },
    "/api/lessons/:slug": {
      get: (request, response) => {
        learnerOf(parts, request, response);
        response.json(lessonOf(parts, request));
      },
    },
    "/api/progress": {
      get: async (request, response) => {
        response.json(await parts.store.progress(learnerOf(parts, request, response)));
      },
    },
  };
}
