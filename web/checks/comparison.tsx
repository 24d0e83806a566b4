// Expected beside received. Differences are marked and named, not only coloured.
import { useMemo } from "react";
import type { ComparisonData } from "../../server/protocol/checks.ts";
import type { Span } from "../code/text-diff.ts";
import { printable } from "../ui/printable.ts";
import { compare, elidedSpans, type KeyRow, lengthOf, visiblePieces } from "./compare.ts";
import { Elided } from "./transcript.tsx";
import { elided, maxChars } from "./transcript-text.ts";

interface ComparisonViewProps {
  readonly compared: ComparisonData;
  /** The title of the check. */
  readonly check: string;
}

export function ComparisonView({ compared, check }: ComparisonViewProps) {
  const comparison = useMemo(() => compare(compared), [compared]);
  switch (comparison.kind) {
    case "keys":
      return <Keys {...comparison} check={check} />;
    case "spans":
      return <Sides {...comparison} isText={compared.kind === "text" || compared.kind === "json"} />;
    default:
      return comparison satisfies never;
  }
}

interface SidesProps {
  readonly expected: readonly Span[];
  readonly received: readonly Span[];
  /** Shows signs for spaces and line breaks. */
  readonly isText: boolean;
}

function Sides({ expected, received, isText }: SidesProps) {
  const sides = [
    ["expected", "Expected", expected],
    ["received", "Received", received],
  ] as const;
  return (
    <dl className="compared well">
      {sides.map(([side, name, spans]) => (
        <div key={side} data-side={side}>
          <dt>{name}</dt>
          <dd>
            <Elided
              characters={lengthOf(spans)}
              short={<Spans spans={elidedSpans(spans, maxChars)} isText={isText} />}
              full={<Spans spans={spans} isText={isText} />}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Spans({ spans, isText }: { readonly spans: readonly Span[]; readonly isText: boolean }) {
  if (isText && spans.every(({ text }) => text === "")) return <em>empty text</em>;
  return (
    <code>
      {spans.map(({ text, isChanged }, at) => {
        const Word = isChanged ? "mark" : "span";
        // biome-ignore lint/suspicious/noArrayIndexKey: spans are identified by their position
        return <Word key={at}>{isText ? <Visible text={text} /> : printable(text)}</Word>;
      })}
    </code>
  );
}

function Visible({ text }: { readonly text: string }) {
  return visiblePieces(text).map((piece, at) =>
    piece.isSign ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces are identified by their position
      <span key={at} className="sign">
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  );
}

const words: Record<KeyRow["state"], string> = {
  same: "same",
  different: "differs",
  missing: "missing",
  extra: "unexpected",
  free: "additional",
};

interface KeysProps {
  readonly keys: readonly KeyRow[];
  readonly left: number;
  readonly check: string;
}

function Keys({ keys, left, check }: KeysProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard
    <section className="compared-keys well tiny" aria-label={`Expected and received, by key: ${check}`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Expected</th>
            <th scope="col">Received</th>
            <th scope="col">
              <span className="unseen">Verdict</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map(({ path, expected, received, state }) => (
            <tr key={path} data-state={state}>
              <th scope="row">
                <code>{printable(path)}</code>
              </th>
              <td>{expected === null ? "–" : <Value text={expected} />}</td>
              <td>{received === null ? "–" : <Value text={received} />}</td>
              <td className="key-word">{words[state]}</td>
            </tr>
          ))}
          {left === 0 ? null : (
            <tr>
              <td colSpan={4}>and {left} more</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

function Value({ text }: { readonly text: string }) {
  const full = printable(text);
  return <Elided characters={full.length} short={<code>{elided(full)}</code>} full={<code>{full}</code>} />;
}
