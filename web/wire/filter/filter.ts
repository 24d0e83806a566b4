// What the learner wants to see of the wire, and the question put to each row for it.
import { frameKind, type Kind, kinds, type WireEntry } from "../model/entry.ts";
import { closeCode, entryText } from "../model/entry-text.ts";
import { type Compare, type NumberField, parseExpression, type Term, type Test } from "./filter-expression.ts";
import type { Matches } from "./shown.ts";

export interface Filter {
  readonly text: string;
  readonly direction: "both" | "in" | "out";
  /** Kinds that are left out. */
  readonly without: readonly Kind[];
  /** null: all of them. */
  readonly client: string | null;
}

export const noFilter: Filter = { text: "", direction: "both", without: [], client: null };

export interface Question {
  /** null: everything is shown. */
  readonly matches: Matches | null;
  /** Why the text could not be understood; the rest of the filter holds. */
  readonly problem: string | null;
}

export function isFiltering(filter: Filter): boolean {
  return filter.text.trim() !== "" || choices(filter) > 0;
}

/** How many of the choices beside the text are made. */
export function choices({ direction, without, client }: Filter): number {
  return Number(direction !== "both") + Number(without.length > 0) + Number(client !== null);
}

export function askOf(filter: Filter): Question {
  const expression = parseExpression(filter.text);
  const terms = [...chosenTerms(filter), ...(expression.ok ? expression.terms : [])];
  const problem = expression.ok ? null : expression.problem;
  if (terms.length === 0) return { matches: null, problem };
  return { matches: (entry) => fits(entry, terms), problem };
}

function chosenTerms({ direction, without, client }: Filter): Term[] {
  const terms: Term[] = [];
  if (direction !== "both")
    terms.push({ not: false, test: { is: direction === "in" ? "to" : "from", name: "handler" } });
  if (without.length > 0) terms.push({ not: true, test: { is: "kind", kinds: without } });
  if (client !== null) terms.push({ not: false, test: { is: "client", name: client.toLowerCase() } });
  return terms;
}

/** Remarks (a new version, frames that are missing) are about a whole wire, not about a part of it. */
function fits(entry: WireEntry, terms: readonly Term[]): boolean {
  if (!("caller" in entry)) return false;
  let text: string | null = null;
  for (const { not, test } of terms) {
    if (test.is === "text" || test.is === "pattern") text ??= entryText(entry);
    if (holds(entry, test, text ?? "") === not) return false;
  }
  return true;
}

function holds(entry: Extract<WireEntry, { caller: unknown }>, test: Test, text: string): boolean {
  switch (test.is) {
    case "text":
      return text.toLowerCase().includes(test.text);
    case "pattern":
      return test.test(text);
    case "kind":
      return test.kinds.some((kind) => kind === kindOf(entry));
    case "client":
      return entry.caller.name.toLowerCase() === test.name;
    case "from":
    case "to":
      return isEnd(entry, test.is, test.name);
    case "fin":
      return entry.what === "frame" && entry.frame.fin === test.fin;
    case "number": {
      const value = numberOf(entry, test.field);
      return value !== null && compares(value, test.compare, test.value);
    }
    default:
      return test satisfies never;
  }
}

/** A socket that ended without a close frame is found among the closes, as an unknown opcode is nowhere. */
function kindOf(entry: Extract<WireEntry, { caller: unknown }>): Kind | null {
  if (entry.what !== "frame") return entry.what === "handshake" ? "handshake" : "close";
  const kind = frameKind(entry.frame.opcode);
  return kinds.find((one) => one === kind) ?? null;
}

/** A handshake is a request from the client. */
function isEnd(entry: Extract<WireEntry, { caller: unknown }>, end: "from" | "to", name: string): boolean {
  const direction = entry.what === "frame" ? entry.frame.direction : "in";
  const isCaller = (end === "from") === (direction === "in");
  return isCaller ? entry.caller.name.toLowerCase() === name : name === "handler";
}

function numberOf(entry: Extract<WireEntry, { caller: unknown }>, field: NumberField): number | null {
  if (entry.what !== "frame") return null;
  const { frame } = entry;
  switch (field) {
    case "len":
      return frame.length;
    case "v":
      return frame.version;
    case "line":
      return frame.line;
    case "code":
      return closeCode(frame);
    default:
      return field satisfies never;
  }
}

function compares(value: number, compare: Compare, wanted: number): boolean {
  switch (compare) {
    case "=":
      return value === wanted;
    case "<":
      return value < wanted;
    case "<=":
      return value <= wanted;
    case ">":
      return value > wanted;
    case ">=":
      return value >= wanted;
    default:
      return compare satisfies never;
  }
}
