// Hook: the session of the learner's own lesson or draft, for as long as the page shows it.
import { useLayoutEffect, useState } from "react";
import type { Code } from "../../server/protocol/http.ts";
import type { Lesson } from "../../server/protocol/lesson.ts";
import { usePage } from "../shell/page-context.ts";
import { LessonSession } from "./lesson-session.ts";

export function useLessonSession(lesson: Lesson, code: Code): LessonSession | null {
  const { channel, settings } = usePage();
  const [session, setSession] = useState<LessonSession | null>(null);
  // A layout effect replaces the server's markup without an empty page in between.
  useLayoutEffect(() => {
    const opened = new LessonSession({ lesson, code, channel, settings });
    setSession(opened);
    return () => opened.dispose();
  }, [lesson, code, channel, settings]);
  return session;
}
