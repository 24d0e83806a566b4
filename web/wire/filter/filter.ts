// The wire's filter, and the predicate that it compiles to.
import { opcodeName } from "../../../server/protocol/rfc6455.ts";
import { type Kind, kinds, type PeerEntry, type WireEntry } from "../model/entry.ts";
import { closeCode, searchText } from "../model/entry-text.ts";
import { type Comparison, type NumberField, parseExpression, type Term, type Test } from "./filter-expression.ts";
import type { CompilePattern } from "./patterns.ts";
import type { Matches } from "./shown.ts";

export interface Filter {
  readonly text: string;
  readonly direction: "both" | "in" | "out";
  readonly hiddenKinds: readonly Kind[];
  /** null for all clients. */
  readonly client: string | null;
}

export const noFilter: Filter = { text: "", direction: "both", hiddenKinds: [], client: null };

export interface Query {
  /** null shows everything. */
  readonly matches: Matches | null;
  /** Why the text could not be parsed; the rest of the filter still applies. */
  readonly problem: string | null;
}

export function isFiltering(filter: Filter): boolean {
  return filter.text.trim() !== "" || countChoices(filter) > 0;
}

/** Counts the settings other than the text. */
export function countChoices({ direction, hiddenKinds, client }: Filter): number {
  return Number(direction !== "both") + Number(hiddenKinds.length > 0) + Number(client !== null);
}

export function createQuery(filter: Filter, compilePattern: CompilePattern): Query {
  const expression = parseExpression(filter.text, compilePattern);
  const terms = [...choiceTerms(filter), ...(expression.ok ? expression.terms : [])];
  const problem = expression.ok ? null : expression.problem;
  return { matches: terms.length === 0 ? null : (entry) => matchesAll(entry, terms), problem };
}

function choiceTerms({ direction, hiddenKinds, client }: Filter): Term[] {
  const terms: Term[] = [];
  if (direction !== "both") {
    terms.push({ not: false, test: { is: direction === "in" ? "to" : "from", name: "handler" } });
  }
  if (hiddenKinds.length > 0) terms.push({ not: true, test: { is: "kind", kinds: hiddenKinds } });
  if (client !== null) terms.push({ not: false, test: { is: "client", name: client.toLowerCase() } });
  return terms;
}

/** Remarks (a new version, missing frames) concern the whole wire and match no filter. */
function matchesAll(entry: WireEntry, terms: readonly Term[]): boolean {
  if (!("peer" in entry)) return false;
  let text: string | null = null;
  for (const { not, test } of terms) {
    if (test.is === "text" || test.is === "pattern") text ??= searchText(entry);
    if (matchesTest(entry, test, text ?? "") === not) return false;
  }
  return true;
}

function matchesTest(entry: PeerEntry, test: Test, text: string): boolean {
  switch (test.is) {
    case "text":
      return text.toLowerCase().includes(test.text);
    case "pattern":
      return test.test(text);
    case "kind":
      return test.kinds.some((kind) => kind === kindOf(entry));
    case "client":
      return entry.peer.name.toLowerCase() === test.name;
    case "from":
    case "to":
      return matchesEnd(entry, test.is, test.name);
    case "fin":
      return entry.what === "frame" && entry.frame.fin === test.fin;
    case "number": {
      const value = numberOf(entry, test.field);
      return value !== null && comparisons[test.comparison](value, test.value);
    }
    default:
      return test satisfies never;
  }
}

/** A connection lost without a close frame counts as a close; a reserved opcode has no kind. */
function kindOf(entry: PeerEntry): Kind | null {
  if (entry.what !== "frame") return entry.what === "handshake" ? "handshake" : "close";
  const kind = opcodeName(entry.frame.opcode);
  return kinds.find((each) => each === kind) ?? null;
}

/** A handshake counts as sent by the client. */
function matchesEnd(entry: PeerEntry, end: "from" | "to", name: string): boolean {
  const direction = entry.what === "frame" ? entry.frame.direction : "in";
  const isClient = (end === "from") === (direction === "in");
  return isClient ? entry.peer.name.toLowerCase() === name : name === "handler";
}

function numberOf(entry: PeerEntry, field: NumberField): number | null {
  if (entry.what !== "frame") return null;
  const { frame } = entry;
  if (field === "code") return closeCode(frame);
  return { len: frame.length, v: frame.version, line: frame.line }[field];
}

const comparisons: Record<Comparison, (value: number, other: number) => boolean> = {
  "=": (value, other) => value === other,
  "<": (value, other) => value < other,
  "<=": (value, other) => value <= other,
  ">": (value, other) => value > other,
  ">=": (value, other) => value >= other,
};
