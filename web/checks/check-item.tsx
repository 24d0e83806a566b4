// One check: its state, and unfolded what went wrong, on the wire's own evidence, with the hint for that mistake.
import type { TestResult } from "../../server/protocol/checks.ts";
import { CopyButton } from "../ui/copy.tsx";
import { Html } from "../ui/html.tsx";
import { printable } from "../ui/printable.ts";
import { ComparisonView } from "./comparison.tsx";
import { Transcript } from "./transcript.tsx";
import { comparedIn, failureText, statusWords } from "./transcript-text.ts";

interface CheckItemProps {
  readonly title: string;
  readonly result: TestResult | null;
  readonly isWaiting: boolean;
  readonly isOpen: boolean;
  /** Said of the run in a copied failure: lesson, style, version. */
  readonly heading: string;
  readonly fold: (open: boolean) => void;
  readonly go: (line: number, version: number) => void;
}

const marks: Record<TestResult["status"], string> = { pass: "✓", fail: "✗", error: "!", timeout: "⧖", skipped: "–" };

export function CheckItem(props: CheckItemProps) {
  const { title, result, isWaiting } = props;
  if (!result) {
    return (
      <li className="check" data-status={isWaiting ? "waiting" : "none"}>
        <div className="check-title">
          <span className="check-mark" aria-hidden="true">
            {isWaiting ? "…" : "○"}
          </span>
          <span>{title}</span>
        </div>
      </li>
    );
  }
  return <Judged {...props} result={result} />;
}

type JudgedProps = CheckItemProps & { readonly result: TestResult };

function Judged(props: JudgedProps) {
  const { title, result, isOpen, fold } = props;
  return (
    <li className="check" data-status={result.status} data-check={result.id}>
      <button type="button" className="check-title" aria-expanded={isOpen} onClick={() => fold(!isOpen)}>
        <span className="check-mark" aria-hidden="true">
          {marks[result.status]}
        </span>
        <span>{title}</span>
        <span className="check-word">{statusWords[result.status]}</span>
      </button>
      {isOpen ? <Detail {...props} /> : null}
    </li>
  );
}

const explained: Partial<Record<TestResult["status"], string>> = {
  timeout: "The check did not come to an end in its time. This says nothing about what it would have found.",
  skipped: "A check before it used up the time, or the code did not load.",
};

function Detail({ result, heading, go }: JudgedProps) {
  const { status, message, fault, hint, transcript } = result;
  const compared = comparedIn(transcript);
  return (
    <div className="check-detail" data-status={status}>
      {message ? <p className="check-message">{printable(message)}</p> : null}
      {explained[status] ? <p className="check-explained">{explained[status]}</p> : null}
      {fault ? <FaultLine fault={fault} go={go} /> : null}
      {compared ? <ComparisonView compared={compared} /> : null}
      {hint ? <Html className="prose hint" html={hint} /> : null}
      {transcript.length > 0 ? <Transcript entries={transcript} /> : null}
      {status === "pass" || status === "skipped" ? null : (
        <CopyButton text={failureText(result, heading)} label="Copy as text" />
      )}
    </div>
  );
}

interface FaultLineProps {
  readonly fault: NonNullable<TestResult["fault"]>;
  readonly go: CheckItemProps["go"];
}

function FaultLine({ fault, go }: FaultLineProps) {
  const { line, version } = fault;
  return (
    <p className="check-fault">
      {printable(fault.message)}{" "}
      {line === null ? null : (
        <button type="button" className="place" onClick={() => go(line, version)}>
          line {line}
        </button>
      )}
    </p>
  );
}
