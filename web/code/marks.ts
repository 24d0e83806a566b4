// Places in the code that need a look: problems the compiler found and the fault that stopped or hit the handler.
import type { Draft } from "../state/draft.ts";

export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity: "error" | "warning";
}

export function marksOf(problems: Draft["problems"], fault: Draft["fault"]): readonly Mark[] {
  if (fault?.line == null) return problems;
  const at = { line: fault.line, column: fault.column ?? 1 };
  return [...problems, { ...at, message: fault.message, severity: "error" }];
}
