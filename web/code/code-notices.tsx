// What there is to say above the code: a change from another page, a line that moved, a text that was put into the editor.
import { type ReactNode, useEffect, useRef } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePart } from "../ui/store.ts";
import type { Said } from "./code-view.ts";
import { editConflictText } from "./edit-conflict.ts";

/** Always there, so that what comes into it is read out. */
export function CodeNotices({ session }: { readonly session: LessonSession }) {
  const said = usePart(session.codeView, (view) => view.said);
  return (
    <div className="notices" role="status" aria-label="About your code">
      <RivalNotice session={session} />
      {said ? <SaidNotice session={session} said={said} /> : null}
    </div>
  );
}

const timeOf = (ms: number): string => new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function RivalNotice({ session }: { readonly session: LessonSession }) {
  const rival = usePart(session.draft, (draft) => draft.rival);
  if (!rival) return null;
  const { text, turn } = editConflictText(rival, timeOf);
  const turnRound = async () => session.tell(await session.code.turnRound());
  return (
    <Notice tone="warn" text={text} dismiss={() => session.draft.dispatch({ type: "settled" })}>
      <button
        type="button"
        className="small"
        onClick={() => session.codeView.dispatch({ type: "compare", version: rival.other })}
      >
        Compare
      </button>
      <button type="button" className="small" onClick={() => void turnRound()}>
        {turn}
      </button>
    </Notice>
  );
}

function SaidNotice({ session, said }: { readonly session: LessonSession; readonly said: Said }) {
  const dismiss = () => session.codeView.dispatch({ type: "say", said: null });
  switch (said.what) {
    case "line-gone":
      return (
        <Notice tone="plain" text={goneText(said)} dismiss={dismiss}>
          <button
            type="button"
            className="small"
            onClick={() => session.codeView.dispatch({ type: "compare", version: said.version, line: said.line })}
          >
            Look at v{said.version}
          </button>
        </Notice>
      );
    case "line-moved":
      return <Notice tone="plain" text={movedText(said)} dismiss={dismiss} />;
    case "put":
      return <PutNotice session={session} said={said} dismiss={dismiss} />;
    case "trouble":
      return <Notice tone="bad" text={said.message} dismiss={dismiss} />;
    default:
      return said satisfies never;
  }
}

interface PutNoticeProps {
  readonly session: LessonSession;
  readonly said: Extract<Said, { what: "put" }>;
  readonly dismiss: () => void;
}

/** It goes with the next edit: its undo would take what was typed since along. */
function PutNotice({ session, said, dismiss }: PutNoticeProps) {
  const edit = usePart(session.draft, (draft) => draft.edit);
  const editThen = useRef(edit);
  const isPast = edit !== editThen.current;
  useEffect(() => {
    if (isPast) session.codeView.dispatch({ type: "say", said: null });
  }, [isPast, session]);
  if (isPast) return null;
  return (
    <Notice tone="good" text={`${said.name} is in the editor now, as a new version.`} dismiss={dismiss}>
      <button type="button" className="small" onClick={() => void putBack(session, said.before)}>
        Undo
      </button>
    </Notice>
  );
}

const goneText = ({ line, version }: Extract<Said, { what: "line-gone" }>): string =>
  `That was line ${line} of v${version}; the code has changed since.`;

const movedText = ({ line, version, now }: Extract<Said, { what: "line-moved" }>): string =>
  `Line ${line} of v${version} is line ${now} now.`;

async function putBack(session: LessonSession, text: string): Promise<void> {
  session.codeView.dispatch({ type: "say", said: null });
  await session.code.put(text);
}

interface NoticeProps {
  readonly tone: "plain" | "good" | "warn" | "bad";
  readonly text: string;
  readonly dismiss: () => void;
  readonly children?: ReactNode;
}

function Notice({ tone, text, dismiss, children }: NoticeProps) {
  return (
    <div className="code-notice" data-tone={tone}>
      <p>{text}</p>
      <div className="actions">
        {children}
        <button type="button" className="small" onClick={dismiss}>
          OK
        </button>
      </div>
    </div>
  );
}
