// The list of workshops, and the form that creates one.
import { useCallback, useEffect, useState } from "react";
import type { WorkshopSummary } from "../../../server/protocol/workshop.ts";
import { whyNot } from "../../net/api.ts";
import { useAnswer } from "../../net/use-answer.ts";
import { usePage } from "../../shell/page-context.ts";
import { countText } from "../../ui/format.ts";
import { Link } from "../../ui/link.tsx";
import { LoadError, Loading } from "../../ui/loading.tsx";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { CreateForm } from "./create-form.tsx";
import { deleteWorkshop, getWorkshops, sendCommand } from "./instructor-calls.ts";

export function WorkshopList({ signedOut }: { readonly signedOut: () => void }) {
  const { loaded, retry, refetch } = useAnswer(useCallback(getWorkshops, []));
  const isSignedOut = loaded.phase === "failed" && loaded.status === 401;
  useEffect(() => {
    if (isSignedOut) signedOut();
  }, [isSignedOut, signedOut]);
  return (
    <>
      <div className="course-head">
        <h1>Workshops</h1>
      </div>
      <CreateForm />
      {loaded.phase === "loading" ? <Loading>Loading workshops…</Loading> : null}
      {loaded.phase === "failed" ? <LoadError text={loaded.message} retry={retry} /> : null}
      {loaded.phase === "here" ? <Workshops workshops={loaded.value.workshops} changed={refetch} /> : null}
    </>
  );
}

interface WorkshopsProps {
  readonly workshops: readonly WorkshopSummary[];
  readonly changed: () => void;
}

function Workshops({ workshops, changed }: WorkshopsProps) {
  if (workshops.length === 0)
    return <p className="empty nothing">No workshops yet. Create the first one: it takes a title.</p>;
  const newest = workshops.toSorted((one, other) => other.createdAtMs - one.createdAtMs);
  return (
    <ul className="workshops card" aria-label="Workshops">
      {newest.map((workshop) => (
        <WorkshopItem key={workshop.id} workshop={workshop} changed={changed} />
      ))}
    </ul>
  );
}

type Asked = "end" | "delete" | null;

function WorkshopItem({ workshop, changed }: { readonly workshop: WorkshopSummary; readonly changed: () => void }) {
  const { notices } = usePage();
  const [asked, setAsked] = useState<Asked>(null);
  const { id, title, code, members, online, endedAtMs } = workshop;
  const close = () => setAsked(null);
  const act = async (kind: Exclude<Asked, null>) => {
    const answer = kind === "end" ? await sendCommand(id, { do: "end" }) : await deleteWorkshop(id);
    close();
    if (!answer.ok) notices.dispatch({ type: "show", text: whyNot(answer) });
    changed();
  };
  return (
    <li className="workshop flow" data-ended={endedAtMs !== null}>
      <div className="workshop-about">
        <h2 className="breakable">
          <Link href={`/instructor/${id}`}>
            <bdi>{title}</bdi>
          </Link>
        </h2>
        <p className="muted small">
          {countText(members, "learner")}
          {endedAtMs === null ? `, ${online} online` : ""} · {datesText(workshop)}
        </p>
      </div>
      {endedAtMs === null ? <code className="workshop-code">{groupedCode(code)}</code> : null}
      <div className="actions">
        <Link className="button small" href={`/instructor/${id}/results`} aria-label={`Results of ${title}`}>
          Results
        </Link>
        {endedAtMs === null ? (
          <button type="button" className="small" aria-label={`End ${title}`} onClick={() => setAsked("end")}>
            End
          </button>
        ) : null}
        <button
          type="button"
          className="small danger"
          aria-label={`Delete ${title}`}
          onClick={() => setAsked("delete")}
        >
          Delete
        </button>
      </div>
      {asked === "end" ? (
        <ConfirmDialog title={`End “${title}”?`} act="End the workshop" run={() => act("end")} close={close}>
          <p>{endText}</p>
        </ConfirmDialog>
      ) : null}
      {asked === "delete" ? (
        <ConfirmDialog
          title={`Delete “${title}”?`}
          act="Delete the workshop"
          typed={title}
          run={() => act("delete")}
          close={close}
        >
          <p>
            This deletes the list of its {countText(members, "learner")}, their results in this workshop and its
            history. It cannot be undone. What learners have written remains theirs.
          </p>
        </ConfirmDialog>
      ) : null}
    </li>
  );
}

export const endText =
  "Learners keep their code and their progress, and continue on their own. The join code is no longer valid. A workshop that has ended cannot be reopened.";

/** `K7Q M2X`: easier to read out and to type. */
export const groupedCode = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

function datesText({ createdAtMs, endedAtMs, codeExpiresAtMs, retentionDays }: WorkshopSummary): string {
  if (endedAtMs === null)
    return `created ${date.format(createdAtMs)}, code valid until ${date.format(codeExpiresAtMs)}`;
  return `ended ${date.format(endedAtMs)}, deleted on ${day.format(endedAtMs + retentionDays * 86_400_000)}`;
}
