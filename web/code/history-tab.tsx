// The history: versions grouped by pauses, each compared with the present code, and restored.
import { useCallback, useState } from "react";
import type { Snapshot } from "../../server/protocol/http.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { useAnswer } from "../net/use-answer.ts";
import { countText } from "../ui/format.ts";
import { LoadError } from "../ui/load-error.tsx";
import { usePart, useStore } from "../ui/store.ts";
import { useReadOnlyReason } from "../workshop/member/member-hooks.ts";
import { DiffView } from "./diff-view.tsx";
import { isUnsaved } from "./draft.ts";
import { groupVersions, type VersionGroup } from "./version-groups.ts";

export function HistoryTab({ session }: { readonly session: LessonSession }) {
  const { version } = useStore(session.codeView);
  return (
    <div className="history fill" data-chosen={version !== null}>
      <Versions session={session} />
      {version === null ? (
        <p className="empty history-none fill">Select a version to compare with {currentCode(session)}.</p>
      ) : (
        <Comparison key={version} session={session} version={version} />
      )}
    </div>
  );
}

function Versions({ session }: { readonly session: LessonSession }) {
  const style = usePart(session.draft, (draft) => draft.style);
  const present = usePart(session.draft, (draft) => draft.version);
  const { isMilestone } = session.code;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version changes the list
  const load = useCallback(() => session.calls.history(style), [session, style, present]);
  const { loaded, retry } = useAnswer(load);
  if (loaded.phase === "loading") return <p className="loading history-none fill">Loading versions…</p>;
  if (loaded.phase === "failed") return <LoadError text={loaded.message} retry={retry} />;
  return (
    <ul
      className="versions scroll"
      aria-label={`Versions of ${session.look === null ? "your" : "their"} code, newest first`}
    >
      {groupVersions(loaded.value.snapshots, isMilestone).map((group) => (
        <Group key={group.newest.version} session={session} group={group} />
      ))}
      <Version session={session} version={0} facts="before your first edit" />
    </ul>
  );
}

function Group({ session, group }: { readonly session: LessonSession; readonly group: VersionGroup }) {
  const chosen = usePart(session.codeView, (view) => view.version);
  const [isOpen, setOpen] = useState(group.earlier.some(({ version }) => version === chosen));
  const count = group.earlier.length;
  return (
    <>
      <Version session={session} version={group.newest.version} facts={factsOf(group.newest)} />
      {count === 0 ? null : (
        <li>
          <button type="button" className="version-more plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {countText(count, "version")} while typing
          </button>
        </li>
      )}
      {isOpen
        ? group.earlier.map((each) => (
            <Version key={each.version} session={session} version={each.version} facts={factsOf(each)} />
          ))
        : null}
    </>
  );
}

function factsOf({ savedAtMs, bytes, loaded, aside, by }: Snapshot): string {
  const date = new Date(savedAtMs);
  const isToday = date.toDateString() === new Date().toDateString();
  const time = isToday ? date.toLocaleTimeString() : date.toLocaleString();
  const state = aside ? " · from another tab, set aside" : loaded ? "" : " · did not load";
  const author = by === undefined ? "" : ` · by ${by}`;
  return `${time}${author} · ${bytes.toLocaleString("en")} bytes${state}`;
}

interface VersionProps {
  readonly session: LessonSession;
  readonly version: number;
  readonly facts: string;
}

function Version({ session, version, facts }: VersionProps) {
  const chosen = usePart(session.codeView, (view) => view.version);
  const present = usePart(session.draft, (draft) => draft.version);
  const compare = () => session.codeView.dispatch({ type: "compare", version });
  return (
    <li>
      <button type="button" className="plain" aria-pressed={chosen === version} onClick={compare}>
        <span className="version-name">{version === 0 ? "Starter code" : `v${version}`}</span>
        <span className="version-facts muted tiny">{facts}</span>
        {present === version ? <span className="version-now tiny">current</span> : null}
      </button>
    </li>
  );
}

const currentCode = ({ look }: LessonSession): string => (look === null ? "your current code" : "their current code");

/** As part of a sentence. */
const nameOf = (version: number): string => (version === 0 ? "the starter code" : `v${version}`);

interface ComparisonProps {
  readonly session: LessonSession;
  readonly version: number;
}

function Comparison({ session, version }: ComparisonProps) {
  const draft = useStore(session.draft);
  const { line } = useStore(session.codeView);
  const { style, text } = draft;
  const load = useCallback(() => session.calls.version(style, version), [session, style, version]);
  const { loaded, retry } = useAnswer(load);
  const name = nameOf(version);
  if (loaded.phase === "loading") return <p className="loading history-none fill">Loading {name}…</p>;
  if (loaded.phase === "failed")
    return <LoadError text={`${loaded.message} Old versions are deleted over time.`} retry={retry} />;
  const { source } = loaded.value;
  const title = line === null ? `${version === 0 ? "Starter code" : name} vs. current` : `Line ${line} of ${name}`;
  const isSaved = !isUnsaved(draft) && draft.version > 0;
  return (
    <section className="column fill" aria-label={title}>
      <div className="tab-bar flow small muted strip line-below">
        <p>{title}</p>
        {text === source ? null : <RestoreButton session={session} version={version} source={source} />}
      </div>
      <DiffView
        before={source}
        after={text}
        names={[name, isSaved ? `${currentCode(session)} (v${draft.version})` : currentCode(session)]}
        line={line}
      />
    </section>
  );
}

function RestoreButton({ session, version, source }: ComparisonProps & { readonly source: string }) {
  const isReadOnly = useReadOnlyReason(session) !== null;
  const [isRestoring, setRestoring] = useState(false);
  const isBusy = isRestoring || isReadOnly;
  const restore = async () => {
    setRestoring(true);
    await session.insert(source, version === 0 ? "The starter code" : nameOf(version));
    setRestoring(false);
  };
  return (
    <button type="button" className="small" aria-disabled={isBusy} onClick={() => isBusy || void restore()}>
      Restore {nameOf(version)}
    </button>
  );
}
