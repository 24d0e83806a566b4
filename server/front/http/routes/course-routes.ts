// The calls about the course: its lessons, one lesson, and what a learner has done of it.
import type { Store } from "../../../store/store.ts";
import { sendText } from "../../pages/encoding.ts";
import { type CallParts, type Calls, learnerOf, lessonOf } from "../call.ts";

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
        // Ten times as long as it has to be: every listing stands in it in colour too.
        return sendText(request, response, "json", JSON.stringify(lessonOf(parts, request)));
      },
    },
    "/api/progress": {
      get: async (request, response) => {
        response.json(await parts.store.progress(learnerOf(parts, request, response)));
      },
    },
  };
}
