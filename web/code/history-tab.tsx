// The history of the handler or of a draft's client page: versions grouped by pauses, each compared with the present text, and
// restored.
import { useCallback, useState } from "react";
import type { Snapshot } from "../../server/protocol/http.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { useAnswer } from "../net/use-answer.ts";
import { Button } from "../ui/button.tsx";
import { countText } from "../ui/format.ts";
import { LoadError } from "../ui/loading.tsx";
import { usePart, useStore } from "../ui/store.ts";
import { Switch } from "../ui/switch.tsx";
import { useReadOnlyReason } from "../workshop/member/member-hooks.ts";
import { firstNames, type HistoryFile } from "./code-view.ts";
import { DiffView } from "./diff-view.tsx";
import { isUnsaved } from "./draft.ts";
import { leading } from "./draft-text.ts";
import type { EditorFile } from "./editor-props.ts";
import { groupVersions, type VersionGroup } from "./version-groups.ts";

export function HistoryTab({ session }: { readonly session: LessonSession }) {
  const { version, file } = useStore(session.codeView);
  const choose = (chosen: HistoryFile) => session.codeView.dispatch({ type: "compare", version: null, file: chosen });
  return (
    <>
      {session.page === null ? null : (
        <div className="tab-bar flow strip line-below">
          <Switch label="History of" options={fileOptions} value={file} choose={choose} />
        </div>
      )}
      <div className="history fill" data-chosen={version !== null}>
        <Versions key={file} session={session} file={file} />
        {version === null ? (
          <p className="empty history-none fill centered">
            Select a version to compare with {currentText(session, file)}.
          </p>
        ) : (
          <Comparison key={`${file} ${version}`} session={session} file={file} version={version} />
        )}
      </div>
    </>
  );
}

const fileNames: Record<HistoryFile, EditorFile> = { handler: "handler.ts", page: "client.html" };
const fileOptions = (["handler", "page"] as const).map((file) => [file, fileNames[file]] as const);

interface HistoryProps {
  readonly session: LessonSession;
  readonly file: HistoryFile;
}

function Versions({ session, file }: HistoryProps) {
  const { calls, draft, isMilestone } = session.codeOf(file);
  const style = usePart(draft, (each) => each.style);
  const present = usePart(draft, (each) => each.version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version changes the list
  const load = useCallback(() => calls.history(style), [calls, style, present]);
  const { loaded, retry } = useAnswer(load);
  if (loaded.phase === "loading") return <p className="loading history-none fill centered">Loading versions…</p>;
  if (loaded.phase === "failed") return <LoadError text={loaded.message} retry={retry} />;
  return (
    <ul
      className="versions scroll"
      aria-label={`Versions of ${session.look === null ? "your" : "their"} ${textNames[file]}, newest first`}
    >
      {groupVersions(loaded.value.snapshots, isMilestone).map((group) => (
        <Group key={group.newest.version} session={session} file={file} group={group} />
      ))}
      <Version session={session} file={file} version={0} facts="before your first edit" />
    </ul>
  );
}

function Group({ group, ...rest }: HistoryProps & { readonly group: VersionGroup }) {
  const chosen = usePart(rest.session.codeView, (view) => view.version);
  const [isOpen, setOpen] = useState(group.earlier.some(({ version }) => version === chosen));
  const count = group.earlier.length;
  return (
    <>
      <Version {...rest} version={group.newest.version} facts={factsOf(group.newest, rest.file)} />
      {count === 0 ? null : (
        <li>
          <Button
            label={`${countText(count, "version")} while typing`}
            className="version-more plain"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          />
        </li>
      )}
      {isOpen
        ? group.earlier.map((each) => (
            <Version key={each.version} {...rest} version={each.version} facts={factsOf(each, rest.file)} />
          ))
        : null}
    </>
  );
}

function factsOf({ savedAtMs, bytes, loaded, aside, by }: Snapshot, file: HistoryFile): string {
  const date = new Date(savedAtMs);
  const isToday = date.toDateString() === new Date().toDateString();
  const time = isToday ? date.toLocaleTimeString() : date.toLocaleString();
  const isLoaded = loaded || file === "page";
  const state = aside ? " · from another tab, set aside" : isLoaded ? "" : " · did not load";
  const author = by === undefined ? "" : ` · by ${by}`;
  return `${time}${author} · ${bytes.toLocaleString("en")} bytes${state}`;
}

interface VersionProps extends HistoryProps {
  readonly version: number;
  readonly facts: string;
}

function Version({ session, file, version, facts }: VersionProps) {
  const chosen = usePart(session.codeView, (view) => view.version);
  const present = usePart(session.codeOf(file).draft, (draft) => draft.version);
  const compare = () => session.codeView.dispatch({ type: "compare", version, file });
  return (
    <li>
      <button type="button" className="plain" aria-pressed={chosen === version} onClick={compare}>
        <span className="version-name strong">{leading(versionNameOf(file, version))}</span>
        <span className="version-facts muted tiny">{facts}</span>
        {present === version ? <span className="accent toned strong tiny">current</span> : null}
      </button>
    </li>
  );
}

const textNames: Record<HistoryFile, string> = { handler: "code", page: "page" };

const currentText = ({ look }: LessonSession, file: HistoryFile): string =>
  `${look === null ? "your" : "their"} current ${textNames[file]}`;

const versionNameOf = (file: HistoryFile, version: number): string =>
  version === 0 ? firstNames[file] : `v${version}`;

/** As part of a sentence. */
const nameOf = (file: HistoryFile, version: number): string =>
  `${version === 0 ? "the " : ""}${versionNameOf(file, version)}`;

interface ComparisonProps extends HistoryProps {
  readonly version: number;
}

function Comparison({ session, file, version }: ComparisonProps) {
  const code = session.codeOf(file);
  const draft = useStore(code.draft);
  const { line } = useStore(session.codeView);
  const { style, text } = draft;
  const load = useCallback(() => code.calls.version(style, version), [code, style, version]);
  const { loaded, retry } = useAnswer(load);
  const name = nameOf(file, version);
  if (loaded.phase === "loading") return <p className="loading history-none fill centered">Loading {name}…</p>;
  if (loaded.phase === "failed")
    return <LoadError text={`${loaded.message} Old versions are deleted over time.`} retry={retry} />;
  const { source } = loaded.value;
  const title = line === null ? `${leading(versionNameOf(file, version))} vs. current` : `Line ${line} of ${name}`;
  const isSaved = !isUnsaved(draft) && draft.version > 0;
  return (
    <section className="column fill" aria-label={title}>
      <div className="tab-bar flow small muted strip line-below">
        <p>{title}</p>
        {text === source ? null : <RestoreButton session={session} file={file} version={version} source={source} />}
      </div>
      <DiffView
        file={fileNames[file]}
        before={source}
        after={text}
        names={[name, currentText(session, file) + (isSaved ? ` (v${draft.version})` : "")]}
        line={line}
      />
    </section>
  );
}

function RestoreButton({ session, file, version, source }: ComparisonProps & { readonly source: string }) {
  const isReadOnly = useReadOnlyReason(session) !== null;
  const [isRestoring, setRestoring] = useState(false);
  const restore = async () => {
    setRestoring(true);
    await session.insert(source, leading(nameOf(file, version)), file);
    setRestoring(false);
  };
  return (
    <Button
      label={`Restore ${nameOf(file, version)}`}
      aria-disabled={isRestoring || isReadOnly}
      onClick={() => void restore()}
    />
  );
}
