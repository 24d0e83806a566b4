// Earlier versions of the code: when and how long, each against the code as it is now, and the way back.
import { useCallback, useState } from "react";
import type { Snapshot } from "../../server/protocol/http.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { getHistory, getVersion } from "../net/calls.ts";
import { useAnswer } from "../net/use-answer.ts";
import { usePart, useStore } from "../ui/store.ts";
import { DiffView } from "./diff-view.tsx";
import { isUnsaved } from "./draft.ts";

export function HistoryTab({ session }: { readonly session: LessonSession }) {
  const { version: chosen } = useStore(session.codeView);
  return (
    <div className="history" data-chosen={chosen !== null}>
      <Versions session={session} chosen={chosen} />
      {chosen === null ? (
        <p className="empty history-none">Choose a version to hold it against the code as it is now.</p>
      ) : (
        <Against key={chosen} session={session} version={chosen} />
      )}
    </div>
  );
}

interface VersionsProps {
  readonly session: LessonSession;
  readonly chosen: number | null;
}

function Versions({ session, chosen }: VersionsProps) {
  const style = usePart(session.draft, (draft) => draft.style);
  const present = usePart(session.draft, (draft) => draft.version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version makes the list another one
  const ask = useCallback(() => getHistory(session.lesson.slug, style), [session, style, present]);
  const { loaded: asked, retry: again } = useAnswer(ask);
  if (asked.phase === "loading") return <p className="loading history-none">Fetching the versions…</p>;
  if (asked.phase === "failed") {
    return (
      <p className="trouble" role="alert">
        {asked.message}{" "}
        <button type="button" className="small" onClick={again}>
          Try again
        </button>
      </p>
    );
  }
  const compare = (version: number) => session.codeView.dispatch({ type: "compare", version });
  return (
    <ul className="versions" aria-label="Versions of your code, newest first">
      {asked.value.snapshots.map((snapshot) => (
        <Version
          key={snapshot.version}
          version={snapshot.version}
          isChosen={chosen === snapshot.version}
          isPresent={present === snapshot.version}
          facts={factsOf(snapshot)}
          compare={compare}
        />
      ))}
      <Version
        version={0}
        isChosen={chosen === 0}
        isPresent={present === 0}
        facts="the lesson’s own"
        compare={compare}
      />
    </ul>
  );
}

function factsOf({ savedAtMs, bytes, loaded, aside }: Snapshot): string {
  const day = new Date(savedAtMs);
  const isToday = day.toDateString() === new Date().toDateString();
  const when = isToday ? day.toLocaleTimeString() : day.toLocaleString();
  const state = aside ? " · from another tab, set aside" : loaded ? "" : " · did not load";
  return `${when} · ${bytes.toLocaleString("en")} bytes${state}`;
}

interface VersionProps {
  readonly version: number;
  readonly isChosen: boolean;
  readonly isPresent: boolean;
  readonly facts: string;
  readonly compare: (version: number) => void;
}

function Version({ version, isChosen, isPresent, facts, compare }: VersionProps) {
  return (
    <li>
      <button type="button" aria-pressed={isChosen} onClick={() => compare(version)}>
        <span className="version-name">{nameOf(version)}</span>
        <span className="version-facts">{facts}</span>
        {isPresent ? <span className="version-now">now</span> : null}
      </button>
    </li>
  );
}

const nameOf = (version: number): string => (version === 0 ? "Start" : `v${version}`);
/** As a part of a sentence. */
const spoken = (version: number): string => (version === 0 ? "the start" : `v${version}`);

interface AgainstProps {
  readonly session: LessonSession;
  readonly version: number;
}

function Against({ session, version }: AgainstProps) {
  const draft = useStore(session.draft);
  const { line } = useStore(session.codeView);
  const ask = useCallback(() => getVersion(session.lesson.slug, draft.style, version), [session, draft.style, version]);
  const { loaded: asked, retry: again } = useAnswer(ask);
  if (asked.phase === "loading") return <p className="loading history-none">Fetching {nameOf(version)}…</p>;
  if (asked.phase === "failed") {
    return (
      <p className="trouble" role="alert">
        {asked.message} Old versions are thinned out with time.{" "}
        <button type="button" className="small" onClick={again}>
          Try again
        </button>
      </p>
    );
  }
  const { source } = asked.value;
  return (
    <section className="against" aria-label={`${nameOf(version)} against your code now`}>
      <div className="tab-bar">
        <p>{line === null ? `${nameOf(version)} against your code now` : `Line ${line} of ${spoken(version)}`}</p>
        {draft.text === source ? null : <BringBack session={session} version={version} source={source} />}
      </div>
      <DiffView before={source} after={draft.text} names={[spoken(version), nowName(draft)]} line={line} />
    </section>
  );
}

const nowName = (draft: Parameters<typeof isUnsaved>[0]): string =>
  isUnsaved(draft) || draft.version === 0 ? "your code now" : `your code now, v${draft.version}`;

function BringBack({ session, version, source }: AgainstProps & { readonly source: string }) {
  const [isBusy, setBusy] = useState(false);
  const bringBack = async () => {
    setBusy(true);
    await session.putIn(source, version === 0 ? "The start" : nameOf(version));
    setBusy(false);
  };
  return (
    <button type="button" className="small" aria-disabled={isBusy} onClick={() => isBusy || void bringBack()}>
      Bring {spoken(version)} back
    </button>
  );
}
