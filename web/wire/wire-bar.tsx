// The wire's toolbar: search, filter, pause, clear, and a menu with time format and export.
import { useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { useCommands } from "../shell/use-commands.ts";
import { Button } from "../ui/button.tsx";
import { copyText } from "../ui/copy-text.ts";
import { type Options, Radios, Select } from "../ui/form.tsx";
import { formatCount } from "../ui/format.ts";
import { printable } from "../ui/printable.ts";
import { saveFile } from "../ui/save-file.ts";
import { useStore } from "../ui/store.ts";
import { countChoices, type Filter, isFiltering, noFilter } from "./filter/filter.ts";
import { type Kind, kinds } from "./model/entry.ts";
import { exportLines } from "./model/export.ts";
import type { TimeMode } from "./model/times.ts";
import type { Wire } from "./wire.ts";
import { rowsText } from "./wire-notes.tsx";

interface WireBarProps {
  readonly session: LessonSession;
  /** The names that the filter offers. */
  readonly names: readonly string[];
  readonly isSlim: boolean;
}

export function WireBar({ session: { wire }, names, isSlim }: WireBarProps) {
  const { filter, pausedAt } = useStore(wire.view);
  const isPaused = pausedAt !== null;
  const newest = pausedAt ?? wire.log.entries.next;
  return (
    <div className="wire-bar flow strip" role="toolbar" aria-label="Wire tools" data-slim={isSlim}>
      <SearchField wire={wire} />
      {wire.log.entries.next === 0 ? null : <span className="wire-count muted tiny nowrap">{rowsText(wire)}</span>}
      <FilterMenu wire={wire} filter={filter} names={names} />
      <Button
        label={isPaused ? `Resume (${formatCount(wire.waiting)})` : "Pause"}
        className="small wire-pause"
        aria-pressed={isPaused}
        title="Pause or resume"
        onClick={() => wire.togglePause()}
      />
      <Button label="Clear" onClick={() => wire.view.dispatch({ type: "clear", at: newest })} />
      <MoreMenu wire={wire} />
    </div>
  );
}

/** Takes plain text or an expression (filter-expression.ts); the notes below show what is wrong with it. */
function SearchField({ wire }: { readonly wire: Wire }) {
  const { filter } = useStore(wire.view);
  const isInvalid = wire.query.problem !== null;
  return (
    <input
      type="search"
      className="wire-search mono tiny"
      aria-label="Filter frames"
      aria-invalid={isInvalid}
      aria-describedby={isInvalid ? "wire-problem" : undefined}
      placeholder="text, kind:ping, from:A, len>100, /regex/"
      spellCheck={false}
      autoComplete="off"
      value={filter.text}
      onChange={({ target }) => wire.view.dispatch({ type: "filter", change: { text: target.value } })}
    />
  );
}

const timeNames: Options<TimeMode> = [
  ["start", "Since the first row"],
  ["previous", "Since the previous row"],
  ["clock", "Room clock"],
];

const exportCommand = {
  id: "wire.export",
  title: "Export the wire as JSON lines",
  group: "Wire",
  words: "save download",
} as const;

function MoreMenu({ wire }: { readonly wire: Wire }) {
  const { time } = useStore(wire.view);
  const [status, setStatus] = useState("");
  const { save, copy } = exportActions(wire, setStatus);
  const isFiltered = wire.query.matches !== null;
  useCommands(() => [{ ...exportCommand, run: () => save(false) }]);
  return (
    <>
      <Button label="More" popoverTarget="wire-menu" />
      <div id="wire-menu" popover="auto" className="menu raised small" role="dialog" aria-label="More wire tools">
        <fieldset>
          <legend>Time column</legend>
          <Radios
            className="row"
            options={timeNames}
            value={time}
            choose={(mode) => wire.view.dispatch({ type: "set", change: { time: mode } })}
          />
        </fieldset>
        <div className="stack">
          <Button label="Export all as JSON lines" onClick={() => void save(false)} />
          <Button label="Export filtered rows" disabled={!isFiltered} onClick={() => void save(true)} />
          <Button label="Copy shown rows" onClick={() => void copy()} />
        </div>
        <p role="status" className="tiny done-status">
          {status}
        </p>
      </div>
    </>
  );
}

/** More rows than this may be too much for a clipboard. */
const maxCopied = 5_000;

function exportActions(wire: Wire, setStatus: (text: string) => void) {
  const save = async (isFiltered: boolean) => {
    const { first: from, next: until } = wire.log.entries;
    setStatus("Exporting…");
    const parts = await exportLines(wire.log.entries, { from, until, matches: isFiltered ? wire.query.matches : null });
    const now = new Date().toISOString().slice(0, 19).replaceAll(":", "");
    saveFile(new Blob(parts, { type: "application/jsonl" }), `wire-${now}.jsonl`);
    setStatus("Exported.");
  };
  const copy = async () => {
    const { shown } = wire;
    const from = Math.max(shown.first, shown.end - maxCopied);
    const count = shown.end - from;
    const { matches } = wire.query;
    const [first, last] = [shown.numberAt(from), shown.numberAt(shown.end - 1)];
    const parts = count > 0 ? await exportLines(wire.log.entries, { from: first, until: last + 1, matches }) : [];
    const rows = from > shown.first ? `the newest ${formatCount(count)} rows` : `${formatCount(count)} rows`;
    setStatus((await copyText(parts.join(""))) ? `Copied ${rows}.` : copyFailed);
  };
  return { save, copy };
}

export const copyFailed = "This browser does not allow the page to copy. Export instead.";

interface FilterMenuProps {
  readonly wire: Wire;
  readonly filter: Filter;
  readonly names: readonly string[];
}

const directions: Options<Filter["direction"]> = [
  ["both", "Both directions"],
  ["in", "→ To the handler"],
  ["out", "← From the handler"],
];

function FilterMenu({ wire, filter, names }: FilterMenuProps) {
  const change = (part: Partial<Filter>) => wire.view.dispatch({ type: "filter", change: part });
  const choices = countChoices(filter);
  return (
    <>
      <button
        type="button"
        className="small"
        popoverTarget="wire-filter"
        aria-label={choices > 0 ? `Filter, ${choices} active` : "Filter"}
      >
        Filter{choices > 0 ? <span className="badge">{choices}</span> : null}
      </button>
      <div id="wire-filter" popover="auto" className="menu raised small" role="dialog" aria-label="Filter the wire">
        <fieldset>
          <legend>Direction</legend>
          <Radios
            className="row"
            options={directions}
            value={filter.direction}
            choose={(direction) => change({ direction })}
          />
        </fieldset>
        <fieldset className="menu-columns">
          <legend>Kinds</legend>
          {kinds.map((kind) => (
            <label key={kind} className="row">
              <input
                type="checkbox"
                checked={!filter.hiddenKinds.includes(kind)}
                onChange={({ target }) => change({ hiddenKinds: withKind(filter.hiddenKinds, kind, !target.checked) })}
              />
              {kind}
            </label>
          ))}
        </fieldset>
        <label className="row">
          Client
          <Select
            options={[
              ["", "All"],
              ...withSelected(names, filter.client).map((name) => [name, printable(name)] as const),
            ]}
            value={filter.client ?? ""}
            choose={(name) => change({ client: name === "" ? null : name })}
          />
        </label>
        <FilterSyntax />
        <Button label="Clear filter" disabled={!isFiltering(filter)} onClick={() => change(noFilter)} />
      </div>
    </>
  );
}

function withKind(hidden: readonly Kind[], kind: Kind, isHidden: boolean): readonly Kind[] {
  return isHidden ? [...hidden, kind] : hidden.filter((each) => each !== kind);
}

/** The selected client stays in the list after its rows are gone. */
function withSelected(names: readonly string[], selected: string | null): readonly string[] {
  return selected === null || names.includes(selected) ? names : [...names, selected];
}

const syntax: readonly (readonly [string, string])[] = [
  ["hello", "text in the payload"],
  ['"two words"', "text with spaces"],
  ["kind:ping,pong", "kind"],
  ["from:A to:B client:C", "client"],
  ["dir:in dir:out", "direction"],
  ["len>100 v:7 line:12", "bytes, version, line"],
  ["code:1011 fin:no", "close code, continued"],
  ['/"id":\\d+/i', "regular expression"],
  ["-kind:text -bye", "exclude"],
];

function FilterSyntax() {
  return (
    <details className="filter-syntax muted tiny">
      <summary>Filter syntax</summary>
      <dl>
        {syntax.map(([term, meaning]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
