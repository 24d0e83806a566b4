// Groups of members who fail the same check, the largest first, and the hints that have been sent to them.
import type { GroupHint } from "../../../server/protocol/workshop.ts";
import { type FailingGroup, failingGroups } from "../../../server/workshop/roster.ts";
import { Opener } from "../../ui/dialog.tsx";
import { checkTitle } from "../roster/learner-rows.ts";
import { MessageDialog } from "./announce-dialog.tsx";
import { CommandButton } from "./command-button.tsx";
import { useCanAct, useDashboard, useWorkshop } from "./dashboard-context.ts";

export function GroupsView() {
  const state = useWorkshop();
  const groups = failingGroups(state);
  return (
    <div className="groups fill scroll stack">
      {groups.length === 0 ? <p className="empty nothing">No one fails a check in the lesson where they are.</p> : null}
      <ol className="stack" aria-label="Groups">
        {groups.map((group) => (
          <Group key={`${group.lesson}/${group.check}`} group={group} />
        ))}
      </ol>
      {state.hints.length === 0 ? null : (
        <section className="stack" aria-labelledby="hints-heading">
          <h2 id="hints-heading">Active hints</h2>
          <ul className="stack">
            {state.hints.map((hint) => (
              <ActiveHint key={hint.id} hint={hint} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function useTitles(lesson: string, check: string): { readonly lesson: string; readonly check: string } {
  const { lessons } = useDashboard();
  const outline = lessons.find(({ slug }) => slug === lesson) ?? null;
  return {
    lesson: outline === null ? lesson : `${outline.number} ${outline.title}`,
    check: checkTitle(outline, check),
  };
}

const shownNames = 24;

function Group({ group: { lesson, check, members } }: { readonly group: FailingGroup }) {
  const { isProjected, openMember, run } = useDashboard();
  const canAct = useCanAct();
  const titles = useTitles(lesson, check);
  const people = members.length === 1 ? "1 person fails" : `${members.length} people fail`;
  const hintDialog = (close: () => void) => (
    <MessageDialog
      title={`Hint: ${titles.check}`}
      label={members.length === 1 ? "Hint" : `Hint to ${members.length} people`}
      act="Send the hint"
      send={async (text) => (await run({ do: "hint", lesson, check, text })) !== null}
      close={close}
    >
      <p>
        It appears next to the failing check. Learners who fail this check later see it too, until you withdraw it;
        those who pass no longer see it.
      </p>
    </MessageDialog>
  );
  return (
    <li className="group card stack">
      <div className="flow">
        <h2>
          <b>{people}</b> <i>{titles.check}</i>
        </h2>
        <span className="spacer" />
        {canAct ? (
          <Opener className="small" dialog={hintDialog}>
            Send a hint to {members.length === 1 ? "them" : `these ${members.length}`}
          </Opener>
        ) : null}
      </div>
      <p className="muted small">{titles.lesson}</p>
      {isProjected ? null : (
        <ul className="group-names flow" aria-label={people}>
          {members.slice(0, shownNames).map(({ id, name }) => (
            <li key={id}>
              <button type="button" className="tiny pill" onClick={() => openMember(id)}>
                {name}
              </button>
            </li>
          ))}
          {members.length > shownNames ? <li className="muted tiny">and {members.length - shownNames} more</li> : null}
        </ul>
      )}
    </li>
  );
}

function ActiveHint({ hint: { id, lesson, check, text, by } }: { readonly hint: GroupHint }) {
  const canAct = useCanAct();
  const { members } = useWorkshop();
  const titles = useTitles(lesson, check);
  const reached = Object.values(members).filter(
    ({ state, standings }) => state === "present" && standings[lesson]?.failed.includes(check),
  ).length;
  return (
    <li className="active-hint card flow">
      <div className="fill">
        <p className="breakable">{text}</p>
        <p className="muted tiny">
          <i>{titles.check}</i>, {titles.lesson} · by <bdi>{by}</bdi> ·{" "}
          {reached === 1 ? "1 person sees it now" : `${reached} people see it now`}
        </p>
      </div>
      {canAct ? <CommandButton command={{ do: "withdraw-hint", hint: id }}>Withdraw</CommandButton> : null}
    </li>
  );
}
