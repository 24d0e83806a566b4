// The list of workshops, and the form that creates one.

import { type ComponentProps, type FormEvent, useId, useState } from "react";
import type { WorkshopSummary } from "../../../server/protocol/workshop.ts";
import { whyNot } from "../../net/api.ts";
import { useAnswer } from "../../net/use-answer.ts";
import { usePage } from "../../shell/page-context.ts";
import { goTo } from "../../shell/route.ts";
import { Select } from "../../ui/form.tsx";
import { countText, formatDay, formatMoment } from "../../ui/format.ts";
import { Link } from "../../ui/link.tsx";
import { LoadError, Loading } from "../../ui/loading.tsx";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { createWorkshop, deleteWorkshop, getWorkshops, sendCommand } from "./instructor-calls.ts";
import { useSignedOut } from "./use-signed-out.ts";

export function WorkshopList({ signedOut }: { readonly signedOut: () => void }) {
  const { loaded, retry, refetch } = useAnswer(getWorkshops);
  useSignedOut(loaded, signedOut);
  return (
    <>
      <div className="page-head">
        <h1>Workshops</h1>
      </div>
      <CreateForm />
      {loaded.phase === "loading" ? <Loading>Loading workshops…</Loading> : null}
      {loaded.phase === "failed" ? <LoadError text={loaded.message} retry={retry} /> : null}
      {loaded.phase === "here" ? <Workshops workshops={loaded.value.workshops} changed={refetch} /> : null}
    </>
  );
}

function Workshops({
  workshops,
  changed,
}: {
  readonly workshops: readonly WorkshopSummary[];
  readonly changed: () => void;
}) {
  if (workshops.length === 0)
    return <p className="empty nothing">No workshops yet. Enter a title to create the first one.</p>;
  const newest = workshops.toSorted((one, other) => other.createdAtMs - one.createdAtMs);
  return (
    <ul className="workshops card lines" aria-label="Workshops">
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
    <li className="workshop flow padded" data-ended={endedAtMs !== null}>
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
      {endedAtMs === null ? <code className="spaced lead">{groupedCode(code)}</code> : null}
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

function datesText({ createdAtMs, endedAtMs, codeExpiresAtMs, retentionDays }: WorkshopSummary): string {
  if (endedAtMs === null)
    return `created ${formatMoment(createdAtMs)}, code valid until ${formatMoment(codeExpiresAtMs)}`;
  return `ended ${formatMoment(endedAtMs)}, deleted on ${formatDay(endedAtMs + retentionDays * 86_400_000)}`;
}

const validities = [
  [8, "8 hours"],
  [24, "1 day"],
  [72, "3 days"],
  [168, "1 week"],
  [336, "2 weeks"],
] as const;
const retentions = [
  [1, "1 day"],
  [7, "1 week"],
  [30, "30 days"],
  [90, "90 days"],
  [365, "1 year"],
] as const;

function CreateForm() {
  const [typed, setTyped] = useState({ title: "", hours: 24, retentionDays: 30 });
  const [status, setStatus] = useState({ isBusy: false, problem: "" });
  const id = useId();
  const isComplete = typed.title.trim() !== "";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete || status.isBusy) return;
    setStatus({ isBusy: true, problem: "" });
    const answer = await createWorkshop(typed);
    if (answer.ok) return goTo(`/instructor/${answer.value.id}`);
    setStatus({ isBusy: false, problem: whyNot(answer) });
  };
  return (
    <form className="create card flow padded" aria-label="New workshop" onSubmit={(event) => void submit(event)}>
      <div className="create-title column">
        <label className="muted tiny strong" htmlFor={id}>
          Title
        </label>
        <input
          id={id}
          maxLength={80}
          placeholder="WebSockets, Tuesday morning"
          autoComplete="off"
          required
          value={typed.title}
          onChange={({ target }) => setTyped({ ...typed, title: target.value })}
        />
      </div>
      <Choice
        label="People can join for"
        options={validities}
        value={typed.hours}
        choose={(hours) => setTyped({ ...typed, hours })}
      />
      <Choice
        label="After the end, data is kept for"
        options={retentions}
        value={typed.retentionDays}
        choose={(retentionDays) => setTyped({ ...typed, retentionDays })}
      />
      <button type="submit" className="primary" aria-disabled={!isComplete || status.isBusy}>
        {status.isBusy ? "Creating…" : "Create workshop"}
      </button>
      <p role="alert" className="refusal">
        {status.problem}
      </p>
    </form>
  );
}

function Choice({ label, ...select }: ComponentProps<typeof Select<number>> & { readonly label: string }) {
  const id = useId();
  return (
    <div className="column">
      <label className="muted tiny strong" htmlFor={id}>
        {label}
      </label>
      <Select id={id} {...select} />
    </div>
  );
}
