// One learner: where they are, and what an instructor can do for them.
import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { Member } from "../../../server/protocol/workshop.ts";
import { stuckMs } from "../../../server/workshop/roster.ts";
import { usePage } from "../../shell/page-context.ts";
import { CopyField } from "../../ui/copy.tsx";
import { Dialog, Opener } from "../../ui/dialog.tsx";
import { Select } from "../../ui/form.tsx";
import { countText } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Link } from "../../ui/link.tsx";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { isOnline, type LearnerRow, minutesText } from "../roster/learner-rows.ts";
import { useCanAct, useDashboard, useLearners, useServerNow } from "./dashboard-context.ts";
import { HandButtons } from "./help-queue.tsx";
import { LessonSelect } from "./lesson-select.tsx";
import { placeText } from "./tile.tsx";

export function MemberDialog({ id, close }: { readonly id: string; readonly close: () => void }) {
  const row = useLearners().find(({ member }) => member.id === id);
  const { id: workshop } = useDashboard();
  const canAct = useCanAct();
  if (row === undefined)
    return (
      <Dialog title="No longer here" close={close}>
        <p>This learner has left the workshop.</p>
      </Dialog>
    );
  const { member } = row;
  if (!canAct)
    return (
      <Dialog title={member.name} close={close} className="member-dialog">
        <Facts row={row} />
      </Dialog>
    );
  const look = (
    <Link className="button small primary" href={`/instructor/${workshop}/members/${member.id}`}>
      Look at their work
    </Link>
  );
  return (
    <Dialog title={member.name} close={close} actions={look} className="member-dialog">
      <Facts row={row} />
      {member.hand === null ? null : (
        <section className="well stack" aria-label="Raised hand">
          <p className="breakable">
            <Icon name="hand" /> {member.hand.text}
          </p>
          <div className="actions">
            <HandButtons member={member.id} name={member.name} takenBy={member.hand.takenBy} />
          </div>
        </section>
      )}
      <CatchUp row={row} />
      <Rename member={member} />
      <PersonalCode member={member} />
      <Remove member={member} close={close} />
    </Dialog>
  );
}

function Facts({ row }: { readonly row: LearnerRow }) {
  const { member, failing } = row;
  const nowMs = useServerNow();
  const { fault } = member;
  return (
    <dl className="member-facts small">
      <Fact name="Where">
        {placeText(row)}, {isOnline(member) ? "online" : "offline"}, {countText(member.connections, "open connection")}
      </Fact>
      {failing === null ? null : (
        <Fact name="Fails first">
          {failing.title} <span className="muted">for {minutesText(stuckMs(member, nowMs))}</span>
        </Fact>
      )}
      {fault === null ? null : (
        <Fact name="Last fault">
          <code className="breakable">{fault.message}</code>
          <span className="muted">
            {fault.line === null ? "" : ` line ${fault.line},`} {fault.lesson}, {minutesText(nowMs - fault.atMs)} ago
          </span>
        </Fact>
      )}
      <Fact name="Passed">
        {countText(Object.values(member.standings).filter(({ done }) => done).length, "lesson")}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const sources = [
  ["solution", "the solution"],
  ["mine", "my own code"],
] as const;

export function CatchUp({ row: { member } }: { readonly row: LearnerRow }) {
  const { lessons, run } = useDashboard();
  const { notices } = usePage();
  const [lesson, setLesson] = useState(member.lesson ?? lessons[0]?.slug ?? "");
  const [source, setSource] = useState<"solution" | "mine">("solution");
  const give = async () => {
    if ((await run({ do: "catch-up", member: member.id, lesson, with: source })) === null) return;
    const what = source === "solution" ? "the solution" : "your code";
    notices.dispatch({ type: "show", text: `${member.name} now has ${what}.` });
  };
  return (
    <section className="stack" aria-label="Catch up">
      <h3>Catch up</h3>
      <p>Saves this as their newest code. Their own code stays in their history.</p>
      <div className="flow">
        <LessonSelect label="Lesson" value={lesson} choose={setLesson} />
        <Select aria-label="Code to give" value={source} options={sources} choose={setSource} />
        <button type="button" className="small" onClick={() => void give()}>
          Give it to them
        </button>
      </div>
    </section>
  );
}

function Rename({ member }: { readonly member: Member }) {
  const id = useId();
  const { run } = useDashboard();
  const [name, setName] = useState(member.name);
  const isChanged = name.trim() !== "" && name.trim() !== member.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isChanged) void run({ do: "rename", member: member.id, name });
  };
  return (
    <form className="flow" onSubmit={submit}>
      <label htmlFor={id}>Name</label>
      <input id={id} maxLength={40} autoComplete="off" value={name} onChange={({ target }) => setName(target.value)} />
      <button type="submit" className="small" aria-disabled={!isChanged}>
        Rename
      </button>
    </form>
  );
}

function PersonalCode({ member }: { readonly member: Member }) {
  const { run } = useDashboard();
  const [code, setCode] = useState<string | null>(null);
  const create = async () => {
    const result = await run({ do: "new-personal-code", member: member.id });
    if (result !== null) setCode(result.personalCode ?? null);
  };
  return (
    <section className="stack" aria-label="Personal code" tabIndex={-1}>
      <h3>Personal code</h3>
      <p>For someone who has lost theirs, or continues in another browser. The old one is no longer valid.</p>
      {code === null ? (
        <div>
          <button type="button" className="small" onClick={() => void create()}>
            Create a new personal code
          </button>
        </div>
      ) : (
        <CopyField label="the personal code" text={code} />
      )}
    </section>
  );
}

function Remove({ member, close }: { readonly member: Member; readonly close: () => void }) {
  const { run } = useDashboard();
  const leave = async (state: "removed" | "blocked") => {
    if ((await run({ do: "member-state", member: member.id, state })) !== null) close();
  };
  const confirmBlock = (cancel: () => void) => (
    <ConfirmDialog title={`Block ${member.name}?`} act="Block" run={() => leave("blocked")} close={cancel}>
      <p>They leave the workshop and cannot join again. To let them in again, unblock them under More.</p>
    </ConfirmDialog>
  );
  return (
    <section className="stack" aria-label="Remove">
      <h3>Remove</h3>
      <p>
        Their code stays theirs. Someone who is removed may join again; someone who is blocked may not, until they are
        unblocked under More. In another browser, under another name, they are someone new: to keep them out, close
        joining too, under More.
      </p>
      <div className="actions start">
        <button type="button" className="small danger" onClick={() => void leave("removed")}>
          Remove
        </button>
        <Opener className="small danger" dialog={confirmBlock}>
          Block…
        </Opener>
      </div>
    </section>
  );
}
