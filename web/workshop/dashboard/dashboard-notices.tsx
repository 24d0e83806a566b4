// What is in effect for everyone now: the end, a freeze, an announcement, and on a projector the timer.

import { Link } from "../../ui/link.tsx";
import { useDashboard, useWorkshop } from "./dashboard-context.ts";
import { TimeLeft } from "./timer-control.tsx";

export function DashboardNotices() {
  const { endedAtMs, frozen, frozenBy, joinClosed, announcement, timer } = useWorkshop();
  const { id, isProjected, run } = useDashboard();
  return (
    <section className="dashboard-notices" aria-label="For everyone">
      {endedAtMs === null ? null : (
        <p className="dashboard-notice strip flow">
          <b>This workshop has ended.</b> <span>Its results stay here until its data is deleted.</span>{" "}
          <Link href={`/instructor/${id}/results`}>Results and code</Link>
        </p>
      )}
      {frozen ? (
        <p className="dashboard-notice strip flow" data-tone="warn">
          <b>Frozen{frozenBy === "" ? "" : ` by ${frozenBy}`}.</b>{" "}
          <span>Editors are read-only, and checks do not run.</span>
          {isProjected ? null : (
            <button type="button" className="small" onClick={() => void run({ do: "freeze", frozen: false })}>
              Unfreeze
            </button>
          )}
        </p>
      ) : null}
      {joinClosed && endedAtMs === null ? (
        <p className="dashboard-notice strip flow">
          <b>Joining is closed.</b> <span>No one new gets in; those who have joined can return.</span>
          {isProjected ? null : (
            <button type="button" className="small" onClick={() => void run({ do: "close-join", closed: false })}>
              Open joining
            </button>
          )}
        </p>
      ) : null}
      {announcement === null || endedAtMs !== null ? null : (
        <p className="dashboard-notice strip flow">
          <b>
            <bdi>{announcement.by}</bdi>:
          </b>{" "}
          <span className="breakable">{announcement.text}</span>
          {isProjected ? null : (
            <button type="button" className="small" onClick={() => void run({ do: "announce", text: null })}>
              Withdraw
            </button>
          )}
        </p>
      )}
      {isProjected && timer !== null ? (
        <p className="dashboard-notice projected-timer strip">
          <TimeLeft {...timer} />
        </p>
      ) : null}
    </section>
  );
}
