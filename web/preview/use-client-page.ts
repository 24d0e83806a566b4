// React hook: the session of a draft's client page, for as long as the draft is open.
import { useLayoutEffect, useState } from "react";
import type { ClientPage } from "../../server/protocol/playground.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePage } from "../shell/page-context.ts";
import { ClientPageSession } from "./client-page-session.ts";

/** Null until the first layout. */
export function useClientPage(session: LessonSession, id: string, saved: ClientPage): ClientPageSession | null {
  const { channel } = usePage();
  const [page, setPage] = useState<ClientPageSession | null>(null);
  // A layout effect, so that nothing shifts.
  useLayoutEffect(() => {
    const opened = new ClientPageSession({ id, saved, session, channel });
    setPage(opened);
    return () => opened.dispose();
  }, [session, id, saved, channel]);
  return page;
}
