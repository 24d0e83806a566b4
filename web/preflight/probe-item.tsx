// One probe: its title, what it found, and what to do about it.
import { type Outcome, type Preflight, type ProbeId, probeTitles, type Verdict } from "./state.ts";

const marks: Record<Verdict, { readonly sign: string; readonly word: string }> = {
  good: { sign: "✓", word: "fine" },
  warn: { sign: "!", word: "note" },
  bad: { sign: "✕", word: "not working" },
  skipped: { sign: "–", word: "not tried" },
};

export function ProbeItem({ id, preflight }: { readonly id: ProbeId; readonly preflight: Preflight }) {
  const outcome = preflight.outcomes[id];
  const isRunning = preflight.running === id;
  const mark = outcome ? marks[outcome.verdict] : null;
  return (
    <li className="probe" data-verdict={outcome?.verdict ?? (isRunning ? "running" : "waiting")}>
      <span className="probe-mark" aria-hidden="true">
        {mark?.sign ?? ""}
      </span>
      <div>
        <p className="probe-title">
          {probeTitles[id]}
          {mark ? <span className="unseen">: {mark.word}</span> : null}
        </p>
        <p className="probe-found">{outcome?.found ?? (isRunning ? preflight.progress || "trying…" : "")}</p>
        {outcome ? <Advice outcome={outcome} /> : null}
      </div>
    </li>
  );
}

function Advice({ outcome: { learner, network } }: { readonly outcome: Outcome }) {
  if (!learner && !network) return null;
  return (
    <dl className="probe-advice">
      {learner ? (
        <div>
          <dt>You</dt>
          <dd>{learner}</dd>
        </div>
      ) : null}
      {network ? (
        <div>
          <dt>The people of this network or server</dt>
          <dd>{network}</dd>
        </div>
      ) : null}
    </dl>
  );
}
