// The playground: the panes of a lesson without a task, for a draft of the learner's own.
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Boot } from "../../server/protocol/boot.ts";
import type { ClientPage, Draft, OpenedDraft } from "../../server/protocol/playground.ts";
import type { CodeTab } from "../code/code-view.ts";
import { isUnsaved } from "../code/draft.ts";
import { TakeHomeDialog } from "../code/take-home.tsx";
import { type LessonSession, useLessonSession } from "../lesson/lesson-session.ts";
import { Workbench } from "../lesson/workbench.tsx";
import { type Answer, whyNot } from "../net/api.ts";
import { useAnswer } from "../net/use-answer.ts";
import { ClientPage as ClientPageTab } from "../preview/client-page.tsx";
import { ClientPageSession } from "../preview/client-page-session.ts";
import { Previews } from "../preview/previews.tsx";
import { usePage } from "../shell/page-context.ts";
import { redirectTo } from "../shell/route.ts";
import { useCommands } from "../shell/use-commands.ts";
import { Failure } from "../ui/failure.tsx";
import { Link } from "../ui/link.tsx";
import { LoadingPage } from "../ui/loading.tsx";
import { usePart } from "../ui/store.ts";
import { splitDrafts } from "./draft-list.ts";
import { ImportFiles } from "./import-files.tsx";
import { draftPath } from "./open-draft.ts";
import { createDraft, getDraft, getDrafts, renameDraft, restoreDraft } from "./play-calls.ts";
import { type PlayDialog, PlayHead } from "./play-head.tsx";
import { TitleSession } from "./title-session.ts";

/** Loaded when a learner opens one. */
const DraftsDialog = lazy(() => import("./drafts-dialog.tsx"));
const ShareDialog = lazy(() => import("./share-dialog.tsx"));

/** `draft`: null for the newest one. */
export function PlayPage({ draft }: { readonly draft: string | null }) {
  return draft === null ? <NewestDraft /> : <DraftPage id={draft} />;
}

/** Goes to the newest draft; a learner without any gets a blank one. */
function NewestDraft() {
  const asked = useRef<Promise<Answer<Draft>> | null>(null);
  const load = useCallback(() => {
    // Asked once: twice would make two drafts.
    asked.current ??= newestDraft().finally(() => {
      asked.current = null;
    });
    return asked.current;
  }, []);
  const { loaded, retry } = useAnswer(load);
  useEffect(() => {
    if (loaded.phase === "here") redirectTo(draftPath(loaded.value.id));
  }, [loaded]);
  return loaded.phase === "failed" ? <NotOpened text={loaded.message} retry={retry} /> : <Opening />;
}

async function newestDraft(): Promise<Answer<Draft>> {
  const drafts = await getDrafts();
  if (!drafts.ok) return drafts;
  const [newest] = splitDrafts(drafts.value.drafts).present;
  return newest === undefined
    ? createDraft({ title: "Untitled", from: { template: "blank-loop" } })
    : { ok: true, value: newest };
}

function Opening() {
  return <LoadingPage>Opening the playground…</LoadingPage>;
}

function NotOpened({ text, retry }: { readonly text: string; readonly retry: () => void }) {
  return (
    <Failure title="Couldn't open the playground" text={text} retry={retry}>
      <Link className="button" href="/lessons">
        Back to lessons
      </Link>
    </Failure>
  );
}

/** `deleted`: the draft can be restored. */
type Found = OpenedDraft | { readonly deleted: Draft };

function DraftPage({ id }: { readonly id: string }) {
  const { boot } = usePage();
  const load = useCallback(() => findDraft(id), [id]);
  const { loaded, retry } = useAnswer<Found>(load, bootedDraft(boot.at(window.location.pathname), id));
  switch (loaded.phase) {
    case "loading":
      return <Opening />;
    case "failed":
      return loaded.status === 404 ? <NoDraft /> : <NotOpened text={loaded.message} retry={retry} />;
    case "here":
      return "deleted" in loaded.value ? (
        <DeletedDraft draft={loaded.value.deleted} reload={retry} />
      ) : (
        <OpenDraft {...loaded.value} />
      );
    default:
      return loaded satisfies never;
  }
}

function bootedDraft({ draft, lesson, code, clientPage }: Partial<Boot>, id: string): OpenedDraft | null {
  return draft?.id === id && lesson && code && clientPage ? { draft, lesson, code, clientPage } : null;
}

async function findDraft(id: string): Promise<Answer<Found>> {
  const answer = await getDraft(id);
  if (answer.ok || answer.kind !== "refused" || answer.problem.status !== 404) return answer;
  const deleted = await findDeleted(id);
  return deleted === null ? answer : { ok: true, value: { deleted } };
}

async function findDeleted(id: string): Promise<Draft | null> {
  const drafts = await getDrafts();
  return (drafts.ok && splitDrafts(drafts.value.drafts).deleted.find((draft) => draft.id === id)) || null;
}

function NoDraft() {
  const text =
    "It may belong to another browser, or was deleted a long time ago. A draft is shared with a link from its Share button.";
  return (
    <Failure title="Draft not found" text={text}>
      <Link className="button primary" href="/play">
        My drafts
      </Link>
    </Failure>
  );
}

interface DeletedDraftProps {
  readonly draft: Draft;
  readonly reload: () => void;
}

function DeletedDraft({ draft, reload }: DeletedDraftProps) {
  const { notices } = usePage();
  const restore = async () => {
    const answer = await restoreDraft(draft.id);
    if (answer.ok) reload();
    else notices.dispatch({ type: "show", text: whyNot(answer) });
  };
  return (
    <Failure title={draft.title} text="This draft was deleted. Its code and its history are still there.">
      <button type="button" className="primary" onClick={() => void restore()}>
        Restore it
      </button>
      <Link className="button" href="/play">
        My drafts
      </Link>
    </Failure>
  );
}

const tabs: readonly CodeTab[] = ["handler", "page", "history"];

function OpenDraft({ draft, lesson, code, clientPage }: OpenedDraft) {
  const session = useLessonSession(lesson, code);
  const title = useTitleSession(draft);
  if (session === null || title === null) return null;
  return <Playground draft={draft} session={session} title={title} clientPage={clientPage} />;
}

interface PlaygroundProps {
  readonly draft: Draft;
  readonly session: LessonSession;
  readonly title: TitleSession;
  /** As it was when the draft was opened. */
  readonly clientPage: ClientPage;
}

function Playground({ draft, session, title, clientPage }: PlaygroundProps) {
  const [dialog, setDialog] = useState<PlayDialog | null>(null);
  const page = useClientPage(session, draft.id, clientPage);
  const canShare = usePage().boot.playground.sharing;
  const files = useRef<HTMLInputElement>(null);
  const chooseFiles = () => files.current?.click();
  usePlayCommands(setDialog, canShare, chooseFiles);
  const close = () => setDialog(null);
  const save = async () => {
    const [isPageSaved = true] = await Promise.all([page?.flush(), session.autosave.flush()]);
    return isPageSaved && !isUnsaved(session.draft.get());
  };
  const origin = <Origin draft={draft} />;
  const head = (
    <PlayHead title={title} origin={origin} open={setDialog} canShare={canShare} chooseFiles={chooseFiles} />
  );
  return (
    <>
      <DeletedElsewhere draft={draft.id} session={session} save={save} />
      <ImportFiles session={session} page={page} input={files} />
      <Workbench
        session={session}
        parts={{ head, tabs, page: <ClientPageTab page={page} />, preview: <Previews page={page} /> }}
      />
      <Suspense>
        {dialog === "drafts" || dialog === "new" ? (
          <DraftsDialog
            current={draft.id}
            first={dialog}
            save={save}
            renamed={(name) => title.renamed(name)}
            close={close}
          />
        ) : null}
        {dialog === "home" ? (
          <TakeHomeDialog
            session={session}
            draft={{ id: draft.id, title: title.title.get().saved }}
            save={async () => page === null || (await page.flush())}
            close={close}
          />
        ) : null}
        {dialog === "share" ? <ShareDialog session={session} page={page} title={title} close={close} /> : null}
      </Suspense>
    </>
  );
}

function usePlayCommands(open: (dialog: PlayDialog) => void, canShare: boolean, chooseFiles: () => void): void {
  useCommands(() => [
    { id: "play.home", title: "Take it home", group: "Playground", words: "download zip", run: () => open("home") },
    { id: "play.import", title: "Import files", group: "Playground", words: "upload open zip", run: chooseFiles },
    { id: "play.new", title: "New draft", group: "Playground", words: "template blank", run: () => open("new") },
    { id: "play.drafts", title: "All drafts", group: "Playground", words: "open delete", run: () => open("drafts") },
    canShare && { id: "play.share", title: "Share a link", group: "Playground", run: () => open("share") },
  ]);
}

function useTitleSession(draft: Draft): TitleSession | null {
  const { channel } = usePage();
  const [session, setSession] = useState<TitleSession | null>(null);
  useLayoutEffect(() => {
    const opened = new TitleSession({ draft, channel, storage: window.localStorage, rename: renameDraft });
    const show = () => {
      document.title = `${opened.title.get().saved} · ws101`;
    };
    show();
    const unsubscribe = opened.title.subscribe(show);
    setSession(opened);
    return () => {
      unsubscribe();
      opened.dispose();
    };
  }, [draft, channel]);
  return session;
}

/** Null until the first layout: a later effect would let the page shift. */
function useClientPage(session: LessonSession, id: string, saved: ClientPage): ClientPageSession | null {
  const { channel } = usePage();
  const [page, setPage] = useState<ClientPageSession | null>(null);
  useLayoutEffect(() => {
    const opened = new ClientPageSession({ id, saved, session, channel });
    setPage(opened);
    return () => opened.dispose();
  }, [session, id, saved, channel]);
  return page;
}

/** What the draft was forked from. */
function Origin({ draft: { forkedFrom } }: { readonly draft: Draft }) {
  if (forkedFrom === null) return null;
  return (
    <p className="play-origin small muted clip">
      forked from <a href={`/p/${forkedFrom.id}`}>{forkedFrom.title}</a>
    </p>
  );
}

interface DeletedElsewhereProps {
  readonly draft: string;
  readonly session: LessonSession;
  readonly save: () => Promise<boolean>;
}

/** Deleted in another tab: what is typed here stays in this browser, and is saved once the draft is back. */
function DeletedElsewhere({ draft, session, save }: DeletedElsewhereProps) {
  const { notices } = usePage();
  const saveError = usePart(session.draft, (code) => code.saveError);
  const [isDeleted, setDeleted] = useState(false);
  useEffect(() => {
    if (saveError === null) setDeleted(false);
    else void findDeleted(draft).then((found) => setDeleted(found !== null));
  }, [saveError, draft]);
  const restore = async () => {
    const answer = await restoreDraft(draft);
    if (answer.ok) await save();
    else notices.dispatch({ type: "show", text: whyNot(answer) });
  };
  return (
    <div role="status" className="banner flow small line-below" data-tone="warn" hidden={!isDeleted}>
      {isDeleted ? (
        <>
          <p>This draft was deleted in another tab. What you type is not saved until you restore it.</p>
          <button type="button" className="small" onClick={() => void restore()}>
            Restore it
          </button>
        </>
      ) : null}
    </div>
  );
}
