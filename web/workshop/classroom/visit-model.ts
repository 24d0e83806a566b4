// Model of the panel for visits: the message to begin with, the order of results, and their words.
import { type Visit, type VisitOutcome, type VisitResult, visitOutcomes } from "../../../server/protocol/visit.ts";
import { parseCommands } from "../../lesson/run-try.ts";
import type { LearnerRow } from "../roster/learner-rows.ts";

export interface VisitForm {
  readonly send: string;
  readonly query: string;
  readonly protocols: readonly string[];
}

export const noForm: VisitForm = { send: "hello", query: "", protocols: [] };

/** What the first try button sends that sends a text; `buttons` are their `data-try`. */
export function firstForm(buttons: readonly string[]): VisitForm {
  for (const json of buttons) {
    const commands = parseCommands(json) ?? [];
    const sent = commands.find((command) => command.do === "send");
    if (sent === undefined) continue;
    const opened = commands.find((command) => command.do === "connect" && command.client === sent.client);
    const { query = "", protocols = [] } = opened?.do === "connect" ? opened : {};
    return { send: sent.text, query, protocols };
  }
  return noForm;
}

/** Failures first; of the same kind, in the order of joining. */
export function sortedResults({ results }: Visit, rows: readonly LearnerRow[]) {
  const shown = rows.flatMap((row) => {
    const result = results[row.member.id];
    return result === undefined ? [] : [{ row, result }];
  });
  const rank = ({ outcome }: VisitResult) => visitOutcomes.indexOf(outcome);
  return shown.toSorted((a, b) => rank(a.result) - rank(b.result));
}

export const outcomeTexts: Readonly<Record<VisitOutcome, string>> = {
  crashed: "crashed",
  refused: "refused",
  silent: "no answer",
  different: "answered otherwise",
  correct: "answered",
  waiting: "not visited",
};

/** `7 answered, 2 no answer`. */
export function visitSummary({ results }: Visit): string {
  const counts = visitOutcomes.toReversed().map((outcome) => {
    const count = Object.values(results).filter((result) => result.outcome === outcome).length;
    return count === 0 ? "" : `${count} ${outcomeTexts[outcome]}`;
  });
  return counts.filter((text) => text !== "").join(", ");
}
