// Problems and faults in words under the editor, each a way to its line; read out politely when they change.

import { printable } from "../ui/printable.ts";
import type { Draft } from "./draft.ts";
import { faultKind } from "./marks.ts";

interface ProblemListProps {
  readonly draft: Draft;
  readonly go: (line: number, column: number) => void;
}

export function ProblemList({ draft, go }: ProblemListProps) {
  const { problems, fault, faultLine } = draft;
  return (
    <div className="problems" role="status" hidden={problems.length === 0 && !fault}>
      <ul aria-label="Problems">
        {problems.map((problem) => (
          <li key={`${problem.line}:${problem.column}:${problem.message}`} data-severity={problem.severity}>
            <Place line={problem.line} column={problem.column} go={go} />
            <span>{printable(problem.message)}</span>
          </li>
        ))}
        {fault ? (
          <li data-severity="error">
            {faultLine === null ? null : <Place line={faultLine} column={fault.column ?? 1} go={go} />}
            <span>
              {printable(fault.message)}{" "}
              <span className="problem-kind">
                v{fault.version} · {faultKind(fault)}
              </span>
            </span>
          </li>
        ) : null}
      </ul>
    </div>
  );
}

function Place({ line, column, go }: { line: number; column: number; go: ProblemListProps["go"] }) {
  return (
    <button type="button" className="place" onClick={() => go(line, column)}>
      line {line}
    </button>
  );
}
