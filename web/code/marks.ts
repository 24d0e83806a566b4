// Places in the code that need a look: problems the compiler found and the fault that stopped or hit the handler.
import { limitTable } from "../../server/protocol/limits.ts";
import { printable } from "../ui/printable.ts";
import type { Draft, Fault } from "./draft.ts";

export interface Mark {
  readonly line: number;
  readonly column: number;
  /** One line or several, fit to be shown. */
  readonly message: string;
  readonly severity: "error" | "warning";
  readonly kind: "problem" | "fault";
}

export function marksOf({
  problems,
  fault,
  faultLine,
}: Pick<Draft, "problems" | "fault" | "faultLine">): readonly Mark[] {
  const marks = problems.map((problem) => ({
    ...problem,
    message: printable(problem.message),
    kind: "problem" as const,
  }));
  if (fault === null || faultLine === null) return marks;
  const mark = { line: faultLine, column: fault.column ?? 1, message: faultText(fault) } as const;
  return [...marks, { ...mark, severity: "error", kind: "fault" }];
}

const kinds: Record<Fault["kind"], string> = {
  cpu: "too much CPU",
  memory: "too much memory",
  output: "too much sent",
  stuck: "never gave the CPU back",
  error: "an exception nobody caught",
  rejection: "a rejection nobody handled",
};

export const faultKind = ({ kind }: Fault): string => kinds[kind];

function whatOf(limit: string): string {
  return Object.entries(limitTable).find(([name]) => name === limit)?.[1].what ?? "";
}

/** All there is to know of it: what, which kind, which limit, and by which lines the handler came there. */
export function faultText(fault: Fault): string {
  const { message, limit, stack, version, stops } = fault;
  const after = stops ? "the handler is stopped until the next load" : "its socket was closed with 1011";
  const lines = [
    message,
    `v${version} · ${faultKind(fault)} · ${after}`,
    ...(limit ? [`limit ${limit}: ${whatOf(limit)}`] : []),
    ...stack.slice(0, 8),
  ];
  return printable(lines.join("\n"));
}
