// Notices above the code: an edit conflict, a line that moved, an inserted text, an error.
import { type ReactNode, useEffect, useRef } from "react";
import type { Look } from "../lesson/lesson-access.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePage } from "../shell/page-context.ts";
import { Button } from "../ui/button.tsx";
import { versionName } from "../ui/format.ts";
import { usePart } from "../ui/store.ts";
import type { CodeNotice, HistoryFile } from "./code-view.ts";
import { conflictText } from "./draft-text.ts";

/** Always mounted, so that screen readers announce a new notice. */
export function CodeNotices({ session }: { readonly session: LessonSession }) {
  const notice = usePart(session.codeView, (view) => view.notice);
  return (
    <div role="status" aria-label="About the code">
      <HelpNotice session={session} />
      {session.look === null ? (
        <ConflictNotice session={session} file="handler" failed={(message) => session.showError(message)} />
      ) : (
        <YieldedNotice session={session} look={session.look} />
      )}
      {notice ? <ViewNotice session={session} notice={notice} /> : null}
    </div>
  );
}

const timeOf = (ms: number): string => new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

interface ConflictNoticeProps {
  readonly session: LessonSession;
  readonly file: HistoryFile;
  /** Called with the reason why the other text could not be restored, or null. */
  readonly failed: (message: string | null) => void;
}

export function ConflictNotice({ session, file, failed }: ConflictNoticeProps) {
  const code = session.codeOf(file);
  const conflict = usePart(code.draft, (each) => each.conflict);
  if (!conflict) return null;
  const { text, action } = conflictText(conflict, timeOf, file);
  const compare = () => session.codeView.dispatch({ type: "compare", version: conflict.other, file });
  const switchText = async () => failed(await code.switchToOther());
  return (
    <Notice tone="warn" text={text} dismiss={() => code.draft.dispatch({ type: "conflict-dismissed" })}>
      <Action label="Compare" run={compare} />
      <Action label={action} run={() => void switchText()} />
    </Notice>
  );
}

/** An instructor has changed the code. It stays after they have stopped, and goes when they ask again. */
function HelpNotice({ session }: { readonly session: LessonSession }) {
  const { workshop } = usePage();
  const help = usePart(session.draft, (draft) => draft.help);
  const request = usePart(workshop.store, ({ view }) => view?.me.editing?.id ?? null);
  const known = useRef(request);
  const dismiss = () => session.draft.dispatch({ type: "help-dismissed" });
  useEffect(() => {
    if (request === null || request === known.current) return;
    known.current = request;
    session.draft.dispatch({ type: "help-dismissed" });
  }, [request, session]);
  if (help === null || session.look !== null) return null;
  const restore = async () => session.showError(await session.code.restoreBeforeHelp());
  const text = `${help.by} changed your code. If you restore it, the present text stays in the history.`;
  return (
    <Notice tone="plain" text={text} dismiss={dismiss}>
      <Action label={`Restore the code from before ${help.by}’s help`} run={() => void restore()} />
    </Notice>
  );
}

/** In a member's code, what an instructor types gives way. */
function YieldedNotice({ session, look }: { readonly session: LessonSession; readonly look: Look }) {
  const conflict = usePart(session.draft, (draft) => draft.conflict);
  if (!conflict) return null;
  const text = `${look.name} typed at the same time. Their text was kept; Undo in the editor brings yours back.`;
  return <Notice tone="warn" text={text} dismiss={() => session.draft.dispatch({ type: "conflict-dismissed" })} />;
}

function ViewNotice({ session, notice }: { readonly session: LessonSession; readonly notice: CodeNotice }) {
  const dismiss = () => session.codeView.dispatch({ type: "notice", notice: null });
  switch (notice.kind) {
    case "line-gone": {
      const { line, version } = notice;
      const text = `That was line ${line} of ${versionName(version)}; the code has changed since.`;
      return (
        <Notice tone="plain" text={text} dismiss={dismiss}>
          <Action
            label={`Show ${versionName(version)}`}
            run={() => session.codeView.dispatch({ type: "compare", version, line })}
          />
        </Notice>
      );
    }
    case "line-moved": {
      const text = `Line ${notice.line} of ${versionName(notice.version)} is now line ${notice.now}.`;
      return <Notice tone="plain" text={text} dismiss={dismiss} />;
    }
    case "inserted":
      return <InsertedNotice session={session} notice={notice} dismiss={dismiss} />;
    case "error":
      return <Notice tone="bad" text={notice.message} dismiss={dismiss} />;
    default:
      return notice satisfies never;
  }
}

interface InsertedNoticeProps {
  readonly session: LessonSession;
  readonly notice: Extract<CodeNotice, { kind: "inserted" }>;
  readonly dismiss: () => void;
}

/** Disappears with the next edit, which its undo would discard. */
function InsertedNotice({ session, notice, dismiss }: InsertedNoticeProps) {
  const code = session.codeOf(notice.file);
  const edit = usePart(code.draft, (draft) => draft.edit);
  const firstEdit = useRef(edit);
  const isPast = edit !== firstEdit.current;
  useEffect(() => {
    if (isPast) session.codeView.dispatch({ type: "notice", notice: null });
  }, [isPast, session]);
  if (isPast) return null;
  const undo = () => {
    dismiss();
    void code.insert(notice.before);
  };
  return (
    <Notice tone="good" text={`${notice.name} is now in your editor, as a new version.`} dismiss={dismiss}>
      <Action label="Undo" run={undo} />
    </Notice>
  );
}

interface NoticeProps {
  readonly tone: "plain" | "good" | "warn" | "bad";
  readonly text: string;
  readonly dismiss: () => void;
  readonly children?: ReactNode;
}

function Notice({ tone, text, dismiss, children }: NoticeProps) {
  return (
    <div className="code-notice flow small breakable strip line-below" data-tone={tone}>
      <p>{text}</p>
      <div className="actions">
        {children}
        <Action label="OK" run={dismiss} />
      </div>
    </div>
  );
}

function Action({ label, run }: { readonly label: string; readonly run: () => void }) {
  return <Button label={label} onClick={run} />;
}
