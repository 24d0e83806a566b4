// The head of a look at a member's work: who and where, the way to the others, and what helps.
import { useRef } from "react";
import type { Editing } from "../../../server/protocol/workshop.ts";
import type { LessonSession } from "../../lesson/lesson-session.ts";
import { PageMenu } from "../../shell/page-menu.tsx";
import { goTo } from "../../shell/route.ts";
import { useCommands } from "../../shell/use-commands.ts";
import { useSingleKey } from "../../shell/use-single-key.ts";
import { Button } from "../../ui/button.tsx";
import { DialogButton } from "../../ui/dialog.tsx";
import { countText } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Link } from "../../ui/link.tsx";
import { usePart } from "../../ui/store.ts";
import { useDashboard, useLearners } from "../dashboard/dashboard-context.ts";
import { HandButtons } from "../dashboard/help-queue.tsx";
import { LessonSelect } from "../dashboard/lesson-select.tsx";
import { CatchUp } from "../dashboard/member-dialog.tsx";
import { isOnline, type LearnerRow } from "../roster/learner-rows.ts";
import { around, dashboardOf } from "./walk.ts";

interface LookHeadProps {
  readonly session: LessonSession;
  readonly row: LearnerRow;
  readonly choose: (slug: string) => void;
}

export function LookHead({ session, row, choose }: LookHeadProps) {
  const { id: workshop } = useDashboard();
  const { member } = row;
  return (
    <header className="rigid">
      <div className="lesson-head row">
        <Link className="brand" href={dashboardOf(workshop)} aria-label="ws101, back to the dashboard">
          ws101
        </Link>
        <LearnerNav row={row} />
        <LessonChoice session={session} row={row} choose={choose} />
        <span className="spacer" />
        <PageMenu />
      </div>
      <div className="look-bar flow small line-below" role="toolbar" aria-label="Help">
        <Presence session={session} row={row} />
        <span className="spacer" />
        <EditButton session={session} row={row} />
        <DialogButton label="Catch up" title={`Catch ${member.name} up`}>
          <CatchUp row={row} />
        </DialogButton>
      </div>
      {member.hand === null ? null : (
        <section className="look-bar flow small line-below" aria-label="Raised hand">
          <p className="breakable fill">
            <Icon name="hand" /> {member.hand.text}
            {member.hand.takenBy === null ? null : <span className="muted"> · taken by {member.hand.takenBy}</span>}
          </p>
          <div className="actions">
            <HandButtons member={member.id} name={member.name} takenBy={member.hand.takenBy} />
          </div>
        </section>
      )}
    </header>
  );
}

function LearnerNav({ row: { member } }: { readonly row: LearnerRow }) {
  const { id: workshop } = useDashboard();
  const { previous, next } = around(workshop, useLearners(), member.id);
  const go = (to: LearnerRow | null) => () => {
    if (to !== null) goTo(pathOf(workshop, to));
  };
  useSingleKey("next-learner", go(next));
  useSingleKey("previous-learner", go(previous));
  useCommands(() => [
    { id: "look.next", title: "Next learner", group: "Workshop", key: "next-learner", run: go(next) },
    { id: "look.previous", title: "Previous learner", group: "Workshop", key: "previous-learner", run: go(previous) },
    { id: "look.back", title: "Back to the dashboard", group: "Workshop", run: () => goTo(dashboardOf(workshop)) },
  ]);
  return (
    <nav className="lesson-nav row" aria-label="Learners">
      <Neighbour sign="‹" name="Previous learner" row={previous} />
      <h1 className="clip" title={member.name}>
        <bdi>{member.name}</bdi>
      </h1>
      <Neighbour sign="›" name="Next learner" row={next} />
    </nav>
  );
}

const pathOf = (workshop: string, { member }: LearnerRow): string => `/instructor/${workshop}/members/${member.id}`;

function Neighbour({
  sign,
  name,
  row,
}: {
  readonly sign: string;
  readonly name: string;
  readonly row: LearnerRow | null;
}) {
  const { id: workshop } = useDashboard();
  if (row === null) return <span className="button quiet nav-button" aria-hidden="true" />;
  const label = `${name}: ${row.member.name}`;
  return (
    <Link className="button quiet nav-button" href={pathOf(workshop, row)} aria-label={label} title={label}>
      {sign}
    </Link>
  );
}

function LessonChoice({ session, row, choose }: LookHeadProps) {
  const { slug } = session.lesson;
  const { lesson } = row;
  const isElsewhere = lesson !== null && lesson.slug !== slug;
  return (
    <div className="look-lesson row">
      <LessonSelect aria-label="Lesson" value={slug} choose={choose} />
      {isElsewhere ? (
        <button type="button" className="small" onClick={() => choose(lesson.slug)}>
          Now in {lesson.number} {lesson.title}
        </button>
      ) : null}
    </div>
  );
}

/** Whether they are there, and which clients are connected to their endpoint. */
function Presence({ session, row: { member } }: Pick<LookHeadProps, "session" | "row">) {
  const peers = usePart(session.room, ({ state }) => state?.peers) ?? [];
  const names = peers.map(({ client }) => client).filter((name) => name !== "");
  const clients = peers.length === 0 ? "no open connections" : countText(peers.length, "open connection");
  const shown = names.length === 0 ? "" : `: ${[...new Set(names)].join(", ")}`;
  return (
    <p className="muted row clip">
      <span className={`dot toned ${isOnline(member) ? "good" : "warn"}`} aria-hidden="true" />
      <span className="clip">
        {isOnline(member) ? "online" : "offline"} · {clients}
        {shown}
      </span>
    </p>
  );
}

/** Asks, unless another instructor has, waits for the answer, and stops; the button stays the same, so that it keeps the focus. */
function EditButton({ session, row: { member } }: Pick<LookHeadProps, "session" | "row">) {
  const { name, run } = useDashboard();
  const { slug } = session.lesson;
  const { editing } = member;
  const own = editing !== null && editing.by === name && editing.lesson === slug ? editing : null;
  const isOn = own !== null && own.state !== "declined";
  const isTaken = editing !== null && editing.by !== name && editing.state !== "declined";
  const isBusy = useRef(false);
  const act = async () => {
    if (isBusy.current) return;
    isBusy.current = true;
    if (own?.state === "accepted") await session.autosave.flush();
    await run(
      isOn ? { do: "stop-editing", member: member.id } : { do: "ask-to-edit", member: member.id, lesson: slug },
    );
    isBusy.current = false;
  };
  return (
    <>
      <p role="status" className="muted">
        {editText(member.name, own, editing)}
      </p>
      <Button
        label={own?.state === "accepted" ? "Stop editing" : isOn ? "Withdraw the request" : "Ask to edit"}
        className={isOn ? "small" : "small primary"}
        aria-disabled={isTaken}
        onClick={() => void act()}
      />
    </>
  );
}

function editText(member: string, own: Editing | null, editing: Editing | null): string {
  if (own === null) return othersText(editing);
  switch (own.state) {
    case "asked":
      return `${member} has not answered yet`;
    case "accepted":
      return `You are editing ${member}’s code`;
    case "declined":
      return `${member} does not want that now`;
    default:
      return own.state satisfies never;
  }
}

function othersText(editing: Editing | null): string {
  if (editing === null || editing.state === "declined") return "";
  return editing.state === "accepted"
    ? `${editing.by} is editing their code`
    : `${editing.by} has asked to edit their code`;
}
