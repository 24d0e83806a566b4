// One check: its state, and unfolded what went wrong, on the wire's own evidence, with the hint for that mistake.
import type { TestResult } from "../../server/protocol/checks.ts";
import { Html } from "../shell/html.tsx";
import { printable } from "../state/printable.ts";
import { Transcript } from "./transcript.tsx";

interface CheckItemProps {
  readonly title: string;
  readonly result: TestResult | null;
  readonly isWaiting: boolean;
  readonly isOpen: boolean;
  readonly fold: (open: boolean) => void;
  readonly go: (line: number) => void;
}

const marks: Record<TestResult["status"], string> = { pass: "✓", fail: "✗", error: "!", timeout: "⧖", skipped: "–" };
const words: Record<TestResult["status"], string> = {
  pass: "passed",
  fail: "failed",
  error: "the handler threw",
  timeout: "took too long",
  skipped: "not run",
};

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

function Judged({ title, result, isOpen, fold, go }: CheckItemProps & { readonly result: TestResult }) {
  return (
    <li className="check" data-status={result.status} data-check={result.id}>
      <button type="button" className="check-title" aria-expanded={isOpen} onClick={() => fold(!isOpen)}>
        <span className="check-mark" aria-hidden="true">
          {marks[result.status]}
        </span>
        <span>{title}</span>
        <span className="check-word">{words[result.status]}</span>
      </button>
      {isOpen ? <Detail result={result} go={go} /> : null}
    </li>
  );
}

function Detail({ result, go }: { readonly result: TestResult; readonly go: (line: number) => void }) {
  const { message, fault, hint, transcript } = result;
  const line = fault?.line ?? null;
  return (
    <div className="check-detail">
      {message ? <p className="check-message">{printable(message)}</p> : null}
      {fault ? (
        <p className="check-fault">
          {printable(fault.message)}{" "}
          {line === null ? null : (
            <button type="button" className="place" onClick={() => go(line)}>
              line {line}
            </button>
          )}
        </p>
      ) : null}
      {hint ? <Html className="prose hint" html={hint} /> : null}
      {transcript.length > 0 ? <Transcript entries={transcript} /> : null}
    </div>
  );
}
