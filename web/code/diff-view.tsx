// A comparison of two texts as a table: unified, or side by side where there is room.
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { printable } from "../ui/printable.ts";
import { countOf, diffRows, type Line, partsOf, type Row } from "./text-diff.ts";

type Names = readonly [before: string, after: string];

interface DiffViewProps {
  readonly before: string;
  readonly after: string;
  /** As part of a sentence: `your code`, `v6`. */
  readonly names: Names;
  /** A line of the text before to highlight. */
  readonly line?: number | null;
}

export function DiffView({ before, after, names, line = null }: DiffViewProps) {
  const now = useDeferredValue(after);
  const then = useDeferredValue(before);
  const rows = useMemo(() => diffRows(then, now), [then, now]);
  const [ref, isWide] = useIsWide(640);
  const [isSplit, setSplit] = useState(true);
  if (rows === null) return <p className="empty">These texts differ too much to compare them line by line.</p>;
  const { removed, added } = countOf(rows);
  const isSame = removed + added === 0;
  return (
    <div className="column fill" ref={ref}>
      <div className="diff-head flow small strip">
        {isSame ? (
          <p>
            No difference between {names[0]} and {names[1]}.
          </p>
        ) : (
          <p>
            From {names[0]} to {names[1]}: <span className="diff-removed bad">−{removed}</span>{" "}
            <span className="diff-added good">+{added}</span>{" "}
            <span className="unseen">
              ({removed} lines removed, {added} added)
            </span>
          </p>
        )}
        {isWide && !isSame ? (
          <label className="row muted">
            <input type="checkbox" checked={isSplit} onChange={({ target }) => setSplit(target.checked)} />
            Side by side
          </label>
        ) : null}
      </div>
      {isSame && line === null ? null : (
        <DiffTable rows={rows} isSplit={isWide && isSplit} names={names} line={line} isSame={isSame} />
      )}
    </div>
  );
}

/** A ref, and whether its element is at least `px` wide. Panes are resized by hand, so media queries do not help. */
function useIsWide(px: number): readonly [(element: HTMLElement | null) => (() => void) | undefined, boolean] {
  const [isWide, setWide] = useState(false);
  const ref = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return;
      const observer = new ResizeObserver(([entry]) => setWide((entry?.contentRect.width ?? 0) >= px));
      observer.observe(element);
      return () => observer.disconnect();
    },
    [px],
  );
  return [ref, isWide];
}

interface DiffTableProps {
  readonly rows: readonly Row[];
  readonly isSplit: boolean;
  readonly names: Names;
  readonly line: number | null;
  readonly isSame: boolean;
}

function DiffTable({ rows, isSplit, names, line, isSame }: DiffTableProps) {
  const [open, setOpen] = useState<readonly number[]>([]);
  const parts = useMemo(() => partsOf(rows), [rows]);
  const Rows = isSplit ? SideRows : UnifiedRows;
  const hasLine = (at: number) => line !== null && parts[at]?.rows.some((row) => row.before?.number === line);
  const isShown = (at: number) => isSame || open.includes(at) || parts[at]?.kind === "rows" || hasLine(at);
  return (
    // A scrollable table must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="fill scroll line-above" aria-label="Differences" tabIndex={0}>
      <table className="diff-table" data-split={isSplit}>
        <caption className="unseen">{`Differences from ${names[0]} to ${names[1]}`}</caption>
        <thead>{isSplit ? <SideHead names={names} /> : <UnifiedHead names={names} />}</thead>
        {parts.map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts are identified by their position
          <tbody key={at}>
            {isShown(at) ? (
              <Rows rows={part.rows} line={line} />
            ) : (
              <tr className="diff-gap">
                <td colSpan={isSplit ? 6 : 4}>
                  <button type="button" className="place" onClick={() => setOpen([...open, at])}>
                    {part.rows.length} equal lines
                  </button>
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function SideHead({ names }: { readonly names: Names }) {
  return (
    <tr className="diff-names">
      {names.flatMap((name) => [
        <th key={`${name} line`} scope="col">
          <span className="unseen">Line of {printable(name)}</span>
        </th>,
        <th key={`${name} change`} scope="col">
          <span className="unseen">Change</span>
        </th>,
        <th key={name} scope="col">
          {printable(name)}
        </th>,
      ])}
    </tr>
  );
}

function UnifiedHead({ names }: { readonly names: Names }) {
  return (
    <tr className="unseen">
      <th scope="col">Line of {names[0]}</th>
      <th scope="col">Line of {names[1]}</th>
      <th scope="col">Change</th>
      <th scope="col">Code</th>
    </tr>
  );
}

interface RowsProps {
  readonly rows: readonly Row[];
  readonly line: number | null;
}

type Change = "same" | "removed" | "added";

/** Of a run of changed lines, all removed ones come first, then the added ones. */
function UnifiedRows({ rows, line }: RowsProps) {
  return runsOf(rows).flatMap((run) => [
    ...run.map(
      ({ before, after, isSame }) =>
        before && (
          <tr key={`b${before.number}`} data-change={isSame ? "same" : "removed"} data-focus={before.number === line}>
            <td className="diff-number">{before.number}</td>
            <td className="diff-number">{isSame ? after?.number : null}</td>
            <CodeCells line={before} change={isSame ? "same" : "removed"} />
          </tr>
        ),
    ),
    ...run.map(
      ({ after, isSame }) =>
        after &&
        !isSame && (
          <tr key={`a${after.number}`} data-change="added">
            <td className="diff-number" />
            <td className="diff-number">{after.number}</td>
            <CodeCells line={after} change="added" />
          </tr>
        ),
    ),
  ]);
}

function runsOf(rows: readonly Row[]): Row[][] {
  const runs: Row[][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last && last[0]?.isSame === row.isSame) last.push(row);
    else runs.push([row]);
  }
  return runs;
}

function SideRows({ rows, line }: RowsProps) {
  return rows.map(({ before, after, isSame }) => (
    <tr key={`${before?.number}:${after?.number}`} data-focus={before !== null && before.number === line}>
      <SideCells line={before} change={isSame ? "same" : "removed"} />
      <SideCells line={after} change={isSame ? "same" : "added"} />
    </tr>
  ));
}

function SideCells({ line, change }: { readonly line: Line | null; readonly change: Change }) {
  if (!line) return <td className="diff-none" colSpan={3} />;
  return (
    <>
      <td className="diff-number" data-change={change}>
        {line.number}
      </td>
      <CodeCells line={line} change={change} />
    </>
  );
}

/** A sign and a word for each change, so that it is not shown by colour alone. */
const signs: Record<Change, { readonly sign: string; readonly word: string }> = {
  same: { sign: "", word: "" },
  removed: { sign: "−", word: "removed" },
  added: { sign: "+", word: "added" },
};

function CodeCells({ line, change }: { readonly line: Line; readonly change: Change }) {
  const { sign, word } = signs[change];
  return (
    <>
      <td className="diff-sign" data-change={change}>
        <span aria-hidden="true">{sign}</span>
        <span className="unseen">{word}</span>
      </td>
      <td className="diff-code" data-change={change}>
        <code>
          {line.spans.map(({ text, isChanged }, at) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: words are identified by their position
            isChanged ? <mark key={at}>{printable(text)}</mark> : printable(text),
          )}
        </code>
      </td>
    </>
  );
}
