// One check: its status and, expanded, the message, the hint and the evidence.
import type { TestResult } from "../../server/protocol/checks.ts";
import { CopyButton } from "../ui/copy.tsx";
import { Html } from "../ui/html.tsx";
import { printable } from "../ui/printable.ts";
import { ComparisonView } from "./comparison.tsx";
import { Transcript } from "./transcript.tsx";
import { comparisonIn, failureText, statusNames } from "./transcript-text.ts";

interface CheckItemProps {
  readonly title: string;
  readonly result: TestResult | null;
  readonly isWaiting: boolean;
  readonly isOpen: boolean;
  /** Describes the run in a copied failure: lesson, style, version. */
  readonly heading: string;
  readonly expand: (open: boolean) => void;
  readonly goToLine: (line: number) => void;
}

const marks: Record<TestResult["status"], string> = { pass: "✓", fail: "✗", error: "!", timeout: "⧖", skipped: "–" };

export function CheckItem(props: CheckItemProps) {
  const { title, result, isWaiting, isOpen, expand } = props;
  if (!result) {
    return (
      <li className="check" data-status={isWaiting ? "waiting" : "none"}>
        <div className="check-title small plain">
          <span className="check-mark muted" aria-hidden="true">
            {isWaiting ? "…" : "○"}
          </span>
          <span>{title}</span>
        </div>
      </li>
    );
  }
  return (
    <li className="check" data-status={result.status} data-check={result.id}>
      <button type="button" className="check-title small plain" aria-expanded={isOpen} onClick={() => expand(!isOpen)}>
        <span className="check-mark muted" aria-hidden="true">
          {marks[result.status]}
        </span>
        <span>{title}</span>
        <span className="check-word muted tiny">{statusNames[result.status]}</span>
      </button>
      {isOpen ? <Detail {...props} result={result} /> : null}
    </li>
  );
}

const explanations: Partial<Record<TestResult["status"], string>> = {
  timeout: "The check did not finish in time, so it has no result.",
  skipped: "An earlier check used up the time, or the code did not load.",
};

function Detail({ result, heading, goToLine }: CheckItemProps & { readonly result: TestResult }) {
  const { status, message, fault, hint, transcript } = result;
  const compared = comparisonIn(transcript);
  const line = fault?.line ?? null;
  return (
    <div className="check-detail small stack" data-status={status}>
      {hint ? <Html className="prose hint" html={hint} /> : null}
      {message ? <p className="check-message breakable">{printable(message)}</p> : null}
      {explanations[status] ? <p className="muted">{explanations[status]}</p> : null}
      {fault ? (
        <p className="check-fault breakable toned bad">
          {printable(fault.message)}{" "}
          {line === null ? null : (
            <button type="button" className="place" onClick={() => goToLine(line)}>
              line {line}
            </button>
          )}
        </p>
      ) : null}
      {compared ? <ComparisonView compared={compared} check={result.title} /> : null}
      {transcript.length > 0 ? <Transcript entries={transcript} check={result.title} /> : null}
      {status === "pass" || status === "skipped" ? null : (
        <CopyButton text={() => failureText(result, heading)} label="Copy as text" />
      )}
    </div>
  );
}
