// A comparison of two texts: Monaco's diff editor, or marked lines where a plain field replaces Monaco.
import { lazy, Suspense, useDeferredValue, useMemo, useState } from "react";
import { ErrorBoundary } from "../ui/failure.tsx";
import { printable } from "../ui/printable.ts";
import { useIsPlain } from "./editor.tsx";
import type { DiffProps } from "./monaco-diff.tsx";
import { type Block, countOf, diffBlocks } from "./text-diff.ts";

const MonacoDiff = lazy(() => import("./monaco-diff.tsx"));

export function DiffView(props: DiffProps) {
  const { names, line, file = "handler.ts" } = props;
  const before = useDeferredValue(props.before);
  const after = useDeferredValue(props.after);
  const blocks = useMemo(() => diffBlocks(before, after), [before, after]);
  const [isSplit, setSplit] = useState(true);
  const isPlain = useIsPlain();
  const isSame = before === after;
  const plain = <PlainDiff blocks={blocks} before={before} line={line} />;
  return (
    <div className="diff column fill">
      <div className="flow apart small strip line-below">
        <Summary blocks={blocks} names={names} isSame={isSame} />
        {isPlain || isSame || line !== null ? null : (
          <label className="diff-split row muted">
            <input type="checkbox" checked={isSplit} onChange={({ target }) => setSplit(target.checked)} />
            Side by side
          </label>
        )}
      </div>
      {isSame && line === null ? null : isPlain ? (
        plain
      ) : (
        <ErrorBoundary fallback={plain}>
          <Suspense fallback={<p className="loading">Comparing…</p>}>
            <MonacoDiff {...{ file, before, after, names, line, isSplit }} />
          </Suspense>
        </ErrorBoundary>
      )}
    </div>
  );
}

interface SummaryProps extends Pick<DiffProps, "names"> {
  readonly blocks: readonly Block[] | null;
  readonly isSame: boolean;
}

function Summary({ blocks, names: [before, after], isSame }: SummaryProps) {
  if (isSame) return <p>{`No difference between ${before} and ${after}.`}</p>;
  if (blocks === null) return <p>{`From ${before} to ${after}`}</p>;
  const [removed, added] = [countOf(blocks, "removed"), countOf(blocks, "added")];
  return (
    <p>
      From {before} to {after}: <span className="bad toned strong">−{removed}</span>{" "}
      <span className="good toned strong">+{added}</span>{" "}
      <span className="unseen">
        ({removed} lines removed, {added} added)
      </span>
    </p>
  );
}

interface PlainDiffProps extends Pick<DiffProps, "before" | "line"> {
  readonly blocks: readonly Block[] | null;
}

function PlainDiff({ blocks, before, line }: PlainDiffProps) {
  if (blocks === null) return <p className="empty">These texts differ too much to compare them line by line.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard
    <section className="plain-diff fill scroll" aria-label="Differences" tabIndex={0}>
      {line === null ? null : (
        <p className="strip small">
          Line {line}: <code>{printable(before.split("\n")[line - 1] ?? "")}</code>
        </p>
      )}
      {blocks.map((block, at) =>
        block.kind === "gap" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks are identified by their position
          <details key={at}>
            <summary className="sunk">{block.lines} equal lines</summary>
            <Lines block={block} />
          </details>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks are identified by their position
          <Lines key={at} block={block} />
        ),
      )}
    </section>
  );
}

/** A sign for each kind of change, so that it is not shown by colour alone. */
const signs: Partial<Record<Block["kind"], string>> = { removed: "−", added: "+" };

function Lines({ block: { kind, spans } }: { readonly block: Block }) {
  return (
    <pre data-change={kind} data-sign={signs[kind]}>
      {signs[kind] ? <span className="unseen">{kind}: </span> : null}
      {spans.map(({ text, isChanged }, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: words are identified by their position
        isChanged ? <mark key={at}>{printable(text)}</mark> : printable(text),
      )}
    </pre>
  );
}
