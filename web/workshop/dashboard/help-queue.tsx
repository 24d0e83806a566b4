// The help queue: raised hands with what they ask, how long they wait, and who has taken them.
import { useEffect } from "react";
import { Link } from "../../ui/link.tsx";
import { rememberOrder } from "../look/walk.ts";
import { helpQueue, minutesText, shownName, type Waiting } from "../roster/learner-rows.ts";
import { CommandButton } from "./command-button.tsx";
import { useCanAct, useDashboard, useLearners, useServerNow } from "./dashboard-context.ts";
import { placeText } from "./tile.tsx";

export function HelpQueue() {
  const { id: workshop } = useDashboard();
  const queue = helpQueue(useLearners());
  const rows = queue.map(({ row }) => row);
  useEffect(() => rememberOrder(workshop, rows));
  const nowMs = useServerNow();
  if (queue.length === 0)
    return (
      <p className="empty nothing">
        No hands are raised. Learners raise one with a line of text, next to their lesson.
      </p>
    );
  return (
    <ol className="help-queue fill scroll stack" aria-label="Raised hands">
      {queue.map((waiting) => (
        <WaitingItem key={waiting.row.member.id} waiting={waiting} nowMs={nowMs} />
      ))}
    </ol>
  );
}

function WaitingItem({ waiting: { row, hand }, nowMs }: { readonly waiting: Waiting; readonly nowMs: number }) {
  const { id, isProjected, openMember } = useDashboard();
  const canAct = useCanAct();
  const { member } = row;
  const name = shownName(row, isProjected);
  return (
    <li className="waiting card flow" data-taken={hand.takenBy !== null}>
      <div className="fill">
        <p className="flow">
          {isProjected ? (
            <b>{name}</b>
          ) : (
            <button type="button" className="place strong" onClick={() => openMember(member.id)}>
              {name}
            </button>
          )}
          <span className="muted small">
            {minutesText(nowMs - hand.atMs)} · {placeText(row)}
          </span>
        </p>
        {isProjected ? null : <p className="lead breakable">{hand.text}</p>}
        {hand.takenBy === null ? null : (
          <p className="muted small">
            Taken by <bdi>{hand.takenBy}</bdi>
          </p>
        )}
      </div>
      {canAct ? (
        <div className="actions">
          <Link className="button small" href={`/instructor/${id}/members/${member.id}`} aria-label={`Look at ${name}`}>
            Look
          </Link>
          <HandButtons member={member.id} name={name} takenBy={hand.takenBy} />
        </div>
      ) : null}
    </li>
  );
}

interface HandButtonsProps {
  readonly member: string;
  readonly name: string;
  readonly takenBy: string | null;
}

export function HandButtons({ member, name, takenBy }: HandButtonsProps) {
  const isOwn = takenBy === useDashboard().name;
  const take = isOwn ? "Release" : takenBy === null ? "Take" : "Take over";
  return (
    <>
      <CommandButton aria-label={`${take} ${name}`} command={{ do: "take-hand", member, taken: !isOwn }}>
        {take}
      </CommandButton>
      <CommandButton aria-label={`Done with ${name}`} command={{ do: "finish-hand", member }}>
        Done
      </CommandButton>
    </>
  );
}
