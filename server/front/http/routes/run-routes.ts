// The calls about a lesson's checks: run them on the learner's code, and what the newest run said.
import { type LastRun, runChecksSchema } from "../../../protocol/http.ts";
import type { Store } from "../../../store/store.ts";
import type { Runs } from "../../learning/runs.ts";
import { bodyOf, type CallParts, type Calls, learnerOf, lessonOf } from "../call.ts";

export interface RunParts extends CallParts {
  readonly store: Store;
  readonly runs: Runs;
}

export function runCalls(parts: RunParts): Calls {
  return {
    "/api/lessons/:slug/checks": {
      get: async (request, response) => {
        const { slug } = lessonOf(parts, request);
        response.json(await lastRun(parts.store, learnerOf(parts, request, response), slug));
      },
      post: async (request, response) => {
        const { style } = bodyOf(request, runChecksSchema);
        const lesson = lessonOf(parts, request);
        response.json(await parts.runs.run(learnerOf(parts, request, response), lesson, style));
      },
    },
  };
}

async function lastRun(store: Store, learner: string, lesson: string): Promise<LastRun> {
  const [result, progress] = await Promise.all([store.latestResult(learner, lesson), store.progress(learner)]);
  const done = progress.lessons.some(({ slug, done }) => slug === lesson && done);
  if (result === null || result.version === 0) return { result, judged: null, done };
  const judged = await store.codeVersion(learner, lesson, result.version);
  return { result, judged: judged?.source ?? null, done };
}
