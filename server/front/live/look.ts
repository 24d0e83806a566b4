// An instructor's page that follows a member's lesson: only while they are signed in and the member is in that workshop.
import type { FromPage } from "../../protocol/live.ts";
import { HttpProblem } from "../http/problem.ts";
import { type FrontTopics, memberTopic, type Topics } from "../topics.ts";
import type { Helping } from "../workshops/helping.ts";

export type Inspect = Extract<FromPage, { readonly type: "inspect" }>;

export interface LookOptions {
  readonly helping: Pick<Helping, "learnerOf" | "look">;
  readonly topics: Topics<FrontTopics>;
  /** The learner that the instructor is. */
  readonly learner: string;
  instructor(): string | null;
}

/** The learner to follow. Throws a 403 for learners, and as `Helping.learnerOf` does. */
export function lookedAt({ helping, instructor }: LookOptions, request: Inspect): string {
  if (instructor() === null) throw new HttpProblem(403, "Only instructors look at others. Sign in first.");
  return helping.learnerOf(request);
}

/** Calls `onEnd` once, with the reason, when the instructor may not look any more; perhaps at once. Throws like `lookedAt`. */
export function watchLook(options: LookOptions, request: Inspect, onEnd: (reason: string) => void): Disposable {
  const { helping, topics, learner } = options;
  const subject = helping.learnerOf(request);
  const check = () => {
    try {
      lookedAt(options, request);
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      parts[Symbol.dispose]();
      onEnd(error.message);
    }
  };
  const parts = new DisposableStack();
  parts.use(helping.look(request, learner));
  parts.use(topics.subscribe(memberTopic(subject), check));
  parts.use(topics.subscribe("instructor.left", check));
  check();
  return parts;
}
