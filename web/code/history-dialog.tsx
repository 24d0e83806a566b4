// Earlier versions of the code: look at the list, bring one back. What stands in the editor is itself in the list first.
import { useCallback, useState } from "react";
import type { z } from "zod";
import type { snapshotSchema } from "../../server/protocol/http.ts";
import { getHistory } from "../net/calls.ts";
import type { LessonSession } from "../session/lesson-session.ts";
import { Dialog } from "../shell/dialog.tsx";
import { useAnswer } from "../shell/use-answer.ts";

type Snapshot = z.infer<typeof snapshotSchema>;

export function HistoryDialog({ session }: { readonly session: LessonSession }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="quiet" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        History
      </button>
      {isOpen ? (
        <Dialog title="Earlier versions" close={() => setOpen(false)}>
          <p>Bringing one back makes a new version; nothing is lost.</p>
          <Versions session={session} done={() => setOpen(false)} />
        </Dialog>
      ) : null}
    </>
  );
}

function Versions({ session, done }: { readonly session: LessonSession; readonly done: () => void }) {
  const { style, version: present } = session.draft.get();
  const { asked, again } = useAnswer(useCallback(() => getHistory(session.lesson.slug, style), [session, style]));
  const [trouble, setTrouble] = useState<string | null>(null);
  const restore = async (version: number) => {
    const problem = await session.restore(version);
    if (problem === null) done();
    else setTrouble(problem);
  };
  if (asked.phase === "loading") return <p className="loading">Fetching the versions…</p>;
  if (asked.phase === "failed") {
    return (
      <p className="trouble" role="alert">
        {asked.message}{" "}
        <button type="button" className="small" onClick={again}>
          Try again
        </button>
      </p>
    );
  }
  return (
    <>
      {trouble ? (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      ) : null}
      <ul className="versions">
        {asked.value.snapshots.map((snapshot) => (
          <Version key={snapshot.version} snapshot={snapshot} present={present} restore={restore} />
        ))}
        <li>
          <span className="version-name">Start</span>
          <span>the lesson's own</span>
          <button type="button" className="small" onClick={() => void restore(0)}>
            Bring back
          </button>
        </li>
      </ul>
    </>
  );
}

interface VersionProps {
  readonly snapshot: Snapshot;
  readonly present: number;
  readonly restore: (version: number) => void;
}

function Version({ snapshot, present, restore }: VersionProps) {
  const { version, savedAtMs, bytes, loaded } = snapshot;
  return (
    <li>
      <span className="version-name">v{version}</span>
      <span>
        {new Date(savedAtMs).toLocaleString()} · {bytes} bytes{loaded ? "" : " · did not load"}
      </span>
      {version === present ? (
        <span className="version-now">in the editor</span>
      ) : (
        <button type="button" className="small" onClick={() => restore(version)}>
          Bring back
        </button>
      )}
    </li>
  );
}
