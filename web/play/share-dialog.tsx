// Dialog that shares a draft: makes a snippet, which never changes, and lists the learner's snippets.
import { useState } from "react";
import { embedLine } from "../../server/protocol/html.ts";
import { styleOf } from "../../server/protocol/lesson.ts";
import type { CreatedSnippet, SnippetSummary } from "../../server/protocol/snippet.ts";
import { isUnsaved } from "../code/draft.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { type Answer, whyNot } from "../net/api.ts";
import { useAnswer } from "../net/use-answer.ts";
import type { ClientPageSession } from "../preview/client-page-session.ts";
import { CopyField } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { LoadError } from "../ui/loading.tsx";
import { agoText } from "./draft-list.ts";
import { createSnippet, deleteSnippet, getSnippets, publishSnippet } from "./play-calls.ts";
import type { TitleSession } from "./title-session.ts";

interface ShareDialogProps {
  readonly session: LessonSession;
  /** Null: the client page is still loading. */
  readonly page: ClientPageSession | null;
  readonly title: TitleSession;
  readonly close: () => void;
}

type Sharing =
  | { readonly phase: "idle" | "busy" }
  | { readonly phase: "done"; readonly snippet: CreatedSnippet }
  | { readonly phase: "failed"; readonly message: string };

export default function ShareDialog({ session, page, title, close }: ShareDialogProps) {
  const [sharing, setSharing] = useState<Sharing>({ phase: "idle" });
  const { loaded, retry, refetch } = useAnswer(getSnippets);
  const share = async () => {
    if (sharing.phase === "busy") return;
    setSharing({ phase: "busy" });
    const answer = await shareDraft(session, page, title);
    setSharing(answer.ok ? { phase: "done", snippet: answer.value } : { phase: "failed", message: whyNot(answer) });
    if (answer.ok) refetch();
  };
  const forget = (id: string) => {
    if (sharing.phase === "done" && sharing.snippet.id === id) setSharing({ phase: "idle" });
  };
  return (
    <Dialog title="Share" className="share-dialog" close={close}>
      <p>
        A link shows this code, running in a room of its own for each visitor. What it shows never changes: share again
        after you have edited the draft.
      </p>
      <div className="row">
        <button type="button" className="primary" aria-disabled={sharing.phase === "busy"} onClick={() => void share()}>
          Create a link
        </button>
      </div>
      <div role="status" className={`small toned ${sharing.phase === "failed" ? "bad" : "good"}`}>
        {sharing.phase === "failed" ? sharing.message : statuses[sharing.phase]}
      </div>
      {sharing.phase === "done" ? <Links snippet={sharing.snippet} title={title.title.get().saved} /> : null}
      {loaded.phase === "failed" ? <LoadError text={loaded.message} retry={retry} /> : null}
      {loaded.phase === "here" ? (
        <Snippets snippets={loaded.value.snippets} changed={refetch} deleted={forget} />
      ) : null}
    </Dialog>
  );
}

const statuses = { idle: "", busy: "Creating the link…", done: "Anyone with this link can read, run and fork it." };
const unsaved =
  "Your last edit is not saved, so it would be missing. The line below the code says why. Then try again.";

/** The texts of the editors, once the server has them. */
async function shareDraft(
  { autosave, draft }: LessonSession,
  page: ClientPageSession | null,
  title: TitleSession,
): Promise<Answer<CreatedSnippet>> {
  if (page === null) return { ok: false, kind: "offline", message: "The client page is still loading. Try again." };
  const [isPageSaved] = await Promise.all([page.flush(), autosave.flush(), title.commit()]);
  const { text: handler } = draft.get();
  if (isUnsaved(draft.get()) || !isPageSaved) return { ok: false, kind: "offline", message: unsaved };
  const source = page.source.trim() === "" ? null : page.source;
  return createSnippet({ title: title.title.get().saved, style: styleOf(handler), handler, page: source });
}

function Links({ snippet: { id, url }, title }: { readonly snippet: CreatedSnippet; readonly title: string }) {
  return (
    <>
      <CopyField label="link" text={url} />
      <h3>To embed it in a page</h3>
      <CopyField label="embed line" text={embedLine(`${new URL(url).origin}/embed/p/${id}`, title)} />
    </>
  );
}

interface SnippetsProps {
  readonly snippets: readonly SnippetSummary[];
  readonly changed: () => void;
  readonly deleted: (id: string) => void;
}

function Snippets({ snippets, changed, deleted }: SnippetsProps) {
  const [outcome, setOutcome] = useState("");
  if (snippets.length === 0 && outcome === "") return null;
  const show = (answer: Answer<unknown>, done: string) => {
    setOutcome(answer.ok ? done : whyNot(answer));
    changed();
  };
  return (
    <section className="stack" aria-labelledby="my-links">
      <h3 id="my-links">My links</h3>
      <p role="status" className="small" hidden={outcome === ""}>
        {outcome}
      </p>
      <ul className="drafts lines">
        {snippets.map((snippet) => (
          <SnippetItem key={snippet.id} snippet={snippet} show={show} deleted={deleted} />
        ))}
      </ul>
    </section>
  );
}

interface SnippetItemProps {
  readonly snippet: SnippetSummary;
  readonly show: (answer: Answer<unknown>, done: string) => void;
  readonly deleted: (id: string) => void;
}

/** A link that was given away stops working when it is deleted, so that takes a second press. */
function SnippetItem({ snippet: { id, title, url, createdAtMs, published }, show, deleted }: SnippetItemProps) {
  const [isSure, setSure] = useState(false);
  const remove = async () => {
    if (!isSure) return setSure(true);
    const answer = await deleteSnippet(id);
    show(answer, `The link to “${title}” no longer works.`);
    if (answer.ok) deleted(id);
  };
  const publish = async (on: boolean) =>
    show(await publishSnippet(id, on), on ? "Search engines may list it." : "Search engines are asked not to list it.");
  return (
    <li className="flow">
      <span className="drafts-about column">
        <a href={url} target="_blank" rel="noopener" className="breakable">
          <bdi>{title}</bdi>
        </a>
        <span className="muted tiny">
          {new URL(url).pathname} · shared {agoText(createdAtMs, Date.now())}
        </span>
      </span>
      <label className="small">
        <input
          type="checkbox"
          role="switch"
          aria-checked={published}
          aria-label={`${title}: listed by search engines`}
          checked={published}
          onChange={({ target }) => void publish(target.checked)}
        />
        Listed by search engines
      </label>
      <button
        type="button"
        className={isSure ? "small danger" : "small"}
        aria-label={isSure ? `Delete the link to ${title} for everyone` : `Delete the link to ${title}`}
        onBlur={() => setSure(false)}
        onClick={() => void remove()}
      >
        {isSure ? "Delete for everyone?" : "Delete"}
      </button>
    </li>
  );
}
