// Two texts held against each other, as a table: one below the other, or side by side where there is room.
import { useDeferredValue, useMemo, useState } from "react";
import { printable } from "../ui/printable.ts";
import { SideRows, UnifiedRows } from "./diff-rows.tsx";
import { countOf, diffRows, partsOf } from "./text-diff.ts";
import { useIsWide } from "./use-is-wide.ts";

interface DiffViewProps {
  readonly before: string;
  readonly after: string;
  /** As a part of a sentence: `your code`, `v6`. */
  readonly names: readonly [before: string, after: string];
  /** A line of the text before that is to stand out. */
  readonly line?: number | null;
}

export function DiffView({ before, after, names, line = null }: DiffViewProps) {
  const now = useDeferredValue(after);
  const then = useDeferredValue(before);
  const rows = useMemo(() => diffRows(then, now), [then, now]);
  const [place, isWide] = useIsWide(640);
  const [isSplit, setSplit] = useState(true);
  if (rows === null) return <p className="empty">These texts differ too much to be compared line by line.</p>;
  const { removed, added } = countOf(rows);
  const isSame = removed + added === 0;
  const sentence = isSame ? `No difference between ${names[0]} and ${names[1]}.` : `From ${names[0]} to ${names[1]}:`;
  return (
    <div className="diff" ref={place}>
      <div className="diff-head">
        <p>
          {sentence}{" "}
          {isSame ? null : (
            <>
              <span className="diff-removed">−{removed}</span> <span className="diff-added">+{added}</span>{" "}
              <span className="unseen">
                ({removed} lines removed, {added} added)
              </span>
            </>
          )}
        </p>
        {isWide && !isSame ? (
          <label className="check-box">
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

interface DiffTableProps {
  readonly rows: NonNullable<ReturnType<typeof diffRows>>;
  readonly isSplit: boolean;
  readonly names: DiffViewProps["names"];
  readonly line: number | null;
  readonly isSame: boolean;
}

function DiffTable({ rows, isSplit, names, line, isSame }: DiffTableProps) {
  const [open, setOpen] = useState<readonly number[]>([]);
  const parts = useMemo(() => partsOf(rows), [rows]);
  const Rows = isSplit ? SideRows : UnifiedRows;
  const isShown = (at: number) =>
    isSame || open.includes(at) || parts[at]?.kind === "rows" || parts[at]?.rows.some((row) => isLine(row, line));
  return (
    // A table that may be wider than its pane has to be reachable by keyboard to be scrolled.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="diff-scroll" aria-label="Differences" tabIndex={0}>
      <table className="diff-table" data-split={isSplit}>
        <caption className="unseen">{`Differences from ${names[0]} to ${names[1]}`}</caption>
        <thead>{isSplit ? <SideHead names={names} /> : <UnifiedHead names={names} />}</thead>
        {parts.map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts are known by their place
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

const isLine = (row: { readonly before: { readonly number: number } | null }, line: number | null): boolean =>
  line !== null && row.before?.number === line;

function SideHead({ names }: { readonly names: DiffViewProps["names"] }) {
  return (
    <tr className="diff-names">
      {names.map((name) => (
        <SideHeadCells key={name} name={name} />
      ))}
    </tr>
  );
}

function SideHeadCells({ name }: { readonly name: string }) {
  return (
    <>
      <th scope="col">
        <span className="unseen">Line of {printable(name)}</span>
      </th>
      <th scope="col">
        <span className="unseen">Change</span>
      </th>
      <th scope="col">{printable(name)}</th>
    </>
  );
}

function UnifiedHead({ names }: { readonly names: DiffViewProps["names"] }) {
  return (
    <tr className="unseen">
      <th scope="col">Line of {names[0]}</th>
      <th scope="col">Line of {names[1]}</th>
      <th scope="col">Change</th>
      <th scope="col">Code</th>
    </tr>
  );
}
