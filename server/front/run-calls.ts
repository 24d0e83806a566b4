// The call that runs a lesson's checks on the learner's code.
import { runChecksSchema } from "../protocol/http.ts";
import { bodyOf, type CallParts, type Calls, learnerOf, lessonOf } from "./call.ts";
import type { Runs } from "./runs.ts";

export interface RunParts extends CallParts {
  readonly runs: Runs;
}

export function runCalls(parts: RunParts): Calls {
  return {
    "/api/lessons/:slug/checks": {
      post: async (request, response) => {
        const { style } = bodyOf(request, runChecksSchema);
        const lesson = lessonOf(parts, request);
        response.json(await parts.runs.run(learnerOf(parts, request, response), lesson, style));
      },
    },
  };
}
