// The rows of a comparison: a sign and a word for what went and what came, so that colour is never alone in saying it.
import { printable } from "../ui/printable.ts";
import type { Line, Row } from "./text-diff.ts";

interface RowsProps {
  readonly rows: readonly Row[];
  /** A line of the text before that is to stand out. */
  readonly line: number | null;
}

type Change = "same" | "removed" | "added";

/** Of a run of changed lines first what went, then what came. */
export function UnifiedRows({ rows, line }: RowsProps) {
  return runsOf(rows).flatMap((run) => [
    ...run.flatMap(({ before, after, isSame }) =>
      before ? (
        <tr key={`b${before.number}`} data-change={isSame ? "same" : "removed"} data-focus={before.number === line}>
          <td className="diff-number">{before.number}</td>
          <td className="diff-number">{isSame ? after?.number : null}</td>
          <CodeCells line={before} change={isSame ? "same" : "removed"} />
        </tr>
      ) : (
        []
      ),
    ),
    ...run.flatMap(({ after, isSame }) =>
      after && !isSame ? (
        <tr key={`a${after.number}`} data-change="added">
          <td className="diff-number" />
          <td className="diff-number">{after.number}</td>
          <CodeCells line={after} change="added" />
        </tr>
      ) : (
        []
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

export function SideRows({ rows, line }: RowsProps) {
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
            isChanged ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: words are known by their place
              <mark key={at}>{printable(text)}</mark>
            ) : (
              printable(text)
            ),
          )}
        </code>
      </td>
    </>
  );
}
