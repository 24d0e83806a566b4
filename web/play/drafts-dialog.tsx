// Dialog with the learner's drafts: open, rename, delete, restore; and what a new one can begin with.
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import type { Draft } from "../../server/protocol/playground.ts";
import { type Answer, whyNot } from "../net/api.ts";
import { useAnswer } from "../net/use-answer.ts";
import { goTo } from "../shell/route.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Link } from "../ui/link.tsx";
import { LoadError } from "../ui/loading.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { agoText, keptText, splitDrafts } from "./draft-list.ts";
import { NewDraftTab } from "./new-draft.tsx";
import { draftPath } from "./open-draft.ts";
import { deleteDraft, getDrafts, renameDraft, restoreDraft } from "./play-calls.ts";

type Tab = "drafts" | "new";

interface DraftsDialogProps {
  /** The draft that is open. */
  readonly current: string;
  readonly first: Tab;
  /** Saves the open draft, so that deleting it loses nothing; false if that failed. */
  readonly save: () => Promise<boolean>;
  readonly renamed: (title: string) => void;
  readonly close: () => void;
}

const tabs = [
  { key: "drafts", label: "My drafts" },
  { key: "new", label: "New draft" },
] as const;

export default function DraftsDialog({ current, first, save, renamed, close }: DraftsDialogProps) {
  const [tab, setTab] = useState<Tab>(first);
  const isCurrentDeleted = useRef(false);
  const leave = () => {
    close();
    if (isCurrentDeleted.current) goTo("/play");
  };
  const remove = async (id: string): Promise<Answer<unknown>> => {
    if (id === current && !(await save())) return notSaved;
    return deleteDraft(id);
  };
  const deleted = (id: string, isDeleted: boolean) => {
    if (id === current) isCurrentDeleted.current = isDeleted;
  };
  return (
    <Dialog title="Drafts" className="drafts-dialog" close={leave}>
      <Tabs label="Drafts" id="drafts" tabs={tabs} current={tab} choose={setTab} />
      <div role="tabpanel" id={`drafts-${tab}`} aria-labelledby={`drafts-tab-${tab}`} className="stack">
        {tab === "drafts" ? (
          <DraftsTab
            current={current}
            remove={remove}
            deleted={deleted}
            renamed={(id, title) => id === current && renamed(title)}
          />
        ) : (
          <NewDraftTab close={close} />
        )}
      </div>
    </Dialog>
  );
}

const notSaved: Answer<unknown> = {
  ok: false,
  kind: "offline",
  message: "Not deleted: the last edit could not be saved. The line below the code says why.",
};

interface DraftsTabProps {
  readonly current: string;
  readonly remove: (id: string) => Promise<Answer<unknown>>;
  readonly deleted: (id: string, isDeleted: boolean) => void;
  readonly renamed: (id: string, title: string) => void;
}

/** What the last action did. `undo`: the draft that it deleted. */
interface Outcome {
  readonly text: string;
  readonly undo: Draft | null;
}

function DraftsTab({ current, remove, deleted, renamed }: DraftsTabProps) {
  const { loaded, retry, refetch } = useAnswer(getDrafts);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const show = (answer: Answer<unknown>, done: Outcome) => {
    setOutcome(answer.ok ? done : { text: whyNot(answer), undo: null });
    refetch();
  };
  const removeDraft = async (draft: Draft) => {
    const answer = await remove(draft.id);
    if (answer.ok) deleted(draft.id, true);
    show(answer, { text: `“${draft.title}” was deleted.`, undo: draft });
  };
  const restore = async (draft: Draft) => {
    const answer = await restoreDraft(draft.id);
    if (answer.ok) deleted(draft.id, false);
    show(answer, { text: `“${draft.title}” is back.`, undo: null });
  };
  const rename = async (draft: Draft, title: string) => {
    const answer = await renameDraft(draft.id, title);
    if (answer.ok) renamed(draft.id, answer.value.title);
    show(answer, { text: "", undo: null });
  };
  const undo = outcome?.undo ?? null;
  return (
    <>
      {/* Always mounted, so that screen readers announce what happened. */}
      <div role="status" className="drafts-outcome good toned flow small" data-empty={!outcome?.text}>
        <span className="breakable">{outcome?.text}</span>
        {undo === null ? null : (
          <button type="button" className="small" onClick={() => void restore(undo)}>
            Undo
          </button>
        )}
      </div>
      {loaded.phase === "loading" ? <p className="loading">Loading drafts…</p> : null}
      {loaded.phase === "failed" ? <LoadError text={loaded.message} retry={retry} /> : null}
      {loaded.phase === "here" ? (
        <DraftLists drafts={loaded.value.drafts} current={current} {...{ removeDraft, restore, rename }} />
      ) : null}
    </>
  );
}

interface DraftListsProps {
  readonly drafts: readonly Draft[];
  readonly current: string;
  readonly removeDraft: (draft: Draft) => Promise<void>;
  readonly restore: (draft: Draft) => Promise<void>;
  readonly rename: (draft: Draft, title: string) => Promise<void>;
}

function DraftLists({ drafts, current, removeDraft, restore, rename }: DraftListsProps) {
  const { present, deleted } = splitDrafts(drafts);
  const nowMs = Date.now();
  return (
    <>
      {present.length === 0 ? <p>You have no drafts. The tab “New draft” makes one.</p> : null}
      <ul className="drafts lines" aria-label="My drafts">
        {present.map((draft) => (
          <DraftItem key={draft.id} draft={draft} nowMs={nowMs} isCurrent={draft.id === current}>
            <div className="actions">
              <RenameButton title={draft.title} rename={(title) => rename(draft, title)} />
              <button
                type="button"
                className="small"
                aria-label={`Delete ${draft.title}`}
                onClick={() => void removeDraft(draft)}
              >
                Delete
              </button>
            </div>
          </DraftItem>
        ))}
      </ul>
      {deleted.length === 0 ? null : (
        <details>
          <summary className="muted">Deleted ({deleted.length})</summary>
          <ul className="drafts lines" aria-label="Deleted drafts">
            {deleted.map((draft) => (
              <li key={draft.id} className="flow">
                <span className="drafts-about column">
                  <bdi className="breakable">{draft.title}</bdi>
                  <span className="muted tiny">{keptText(draft, nowMs)}</span>
                </span>
                <button
                  type="button"
                  className="small"
                  aria-label={`Restore ${draft.title}`}
                  onClick={() => void restore(draft)}
                >
                  Restore
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

interface DraftItemProps {
  readonly draft: Draft;
  readonly nowMs: number;
  readonly isCurrent: boolean;
  readonly children: ReactNode;
}

function DraftItem({ draft, nowMs, isCurrent, children }: DraftItemProps) {
  const { id, title, updatedAtMs, forkedFrom } = draft;
  const origin = forkedFrom === null ? "" : ` · forked from ${forkedFrom.title}`;
  return (
    <li className="flow">
      <span className="drafts-about column">
        {isCurrent ? (
          <b className="breakable">
            <bdi>{title}</bdi>
          </b>
        ) : (
          <Link href={draftPath(id)} className="breakable">
            <bdi>{title}</bdi>
          </Link>
        )}
        <span className="muted tiny">
          {isCurrent ? "open here · " : ""}changed {agoText(updatedAtMs, nowMs)}
          {origin}
        </span>
      </span>
      {children}
    </li>
  );
}

function RenameButton({
  title,
  rename,
}: {
  readonly title: string;
  readonly rename: (title: string) => Promise<void>;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  if (typed === null)
    return (
      <button type="button" className="small" aria-label={`Rename ${title}`} onClick={() => setTyped(title)}>
        Rename
      </button>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTyped(null);
    if (typed.trim() !== "" && typed.trim() !== title) void rename(typed);
  };
  return (
    <form className="drafts-rename row" onSubmit={submit}>
      <input
        className="fill"
        // biome-ignore lint/a11y/noAutofocus: the field appears where the button had the focus
        autoFocus
        aria-label={`New title of ${title}`}
        maxLength={80}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <button type="submit" className="small primary">
        Rename
      </button>
    </form>
  );
}
