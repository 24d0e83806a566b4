// React hook: the session of a draft's client page, for as long as the draft is open.
import { useEffect, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { whyNot } from "../net/api.ts";
import { usePage } from "../shell/page-context.ts";
import { ClientPageSession } from "./client-page-session.ts";
import { getClientPage } from "./page-calls.ts";

/** Null while it loads, and if it cannot be loaded: a notice then says why. */
export function useClientPage(session: LessonSession | null, id: string): ClientPageSession | null {
  const { notices } = usePage();
  const [page, setPage] = useState<ClientPageSession | null>(null);
  useEffect(() => {
    if (session === null) return;
    let opened: ClientPageSession | null = null;
    let isOver = false;
    void getClientPage(id).then((answer) => {
      if (isOver) return;
      if (!answer.ok) return notices.dispatch({ type: "show", text: whyNot(answer) });
      opened = new ClientPageSession({ id, saved: answer.value, session });
      setPage(opened);
    });
    return () => {
      isOver = true;
      opened?.dispose();
      setPage(null);
    };
  }, [session, id, notices]);
  return page;
}
