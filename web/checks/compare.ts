// What a check expected held against what came: character by character, byte by byte, or JSON key by key.
import { diffArrays } from "diff";
import type { ComparisonData } from "../../server/protocol/checks.ts";

export interface Run {
  readonly text: string;
  readonly isChanged: boolean;
}

export type Comparison =
  | { readonly kind: "runs"; readonly expected: readonly Run[]; readonly received: readonly Run[] }
  /** `left`: keys that are not among them, where there are too many to show all. */
  | { readonly kind: "keys"; readonly keys: readonly KeyRow[]; readonly left: number };

export interface KeyRow {
  /** `user.name`, `list[2]`; `(all of it)` for a value that is neither object nor list. */
  readonly path: string;
  /** JSON; null where there is no such key. */
  readonly expected: string | null;
  readonly received: string | null;
  /** `free`: more than was asked for, and allowed. */
  readonly state: "same" | "different" | "missing" | "extra" | "free";
}

const mostEdits = 600;
const mostKeys = 60;

export function compare({ kind, expected, received, subset }: ComparisonData): Comparison {
  switch (kind) {
    case "json":
      return byKey(expected, received, subset) ?? byPiece([...expected], [...received], "");
    case "text":
      return byPiece([...expected], [...received], "");
    case "bytes":
      return byPiece(expected.split(" "), received.split(" "), " ");
    case "words":
      return { kind: "runs", expected: [whole(expected)], received: [whole(received)] };
    default:
      return kind satisfies never;
  }
}

const whole = (text: string): Run => ({ text, isChanged: false });

function byPiece(expected: string[], received: string[], joint: string): Comparison {
  const changes = diffArrays(expected, received, { maxEditLength: mostEdits });
  if (changes === undefined) {
    return { kind: "runs", expected: [whole(expected.join(joint))], received: [whole(received.join(joint))] };
  }
  const side = (other: "added" | "removed") =>
    changes
      .filter((change) => !change[other])
      .map(({ value, added, removed }, at, all) => ({
        text: value.join(joint) + (at < all.length - 1 ? joint : ""),
        isChanged: added || removed,
      }));
  return { kind: "runs", expected: side("added"), received: side("removed") };
}

function byKey(expected: string, received: string, subset: boolean): Comparison | null {
  const [wanted, came] = [leavesOf(expected), leavesOf(received)];
  if (wanted === null || came === null) return null;
  const paths = [...new Set([...wanted.keys(), ...came.keys()])];
  const all = paths.map((path) => keyRow(path, wanted.get(path), came.get(path), subset));
  // Of many it is those that are wrong which somebody has to see.
  const keys = all.length <= mostKeys ? all : all.filter(isWrong).slice(0, mostKeys);
  return { kind: "keys", keys, left: all.length - keys.length };
}

const isWrong = ({ state }: KeyRow): boolean => state !== "same" && state !== "free";

function keyRow(path: string, expected: string | undefined, received: string | undefined, subset: boolean): KeyRow {
  const row = { path, expected: expected ?? null, received: received ?? null };
  if (expected === undefined) return { ...row, state: subset ? "free" : "extra" };
  if (received === undefined) return { ...row, state: "missing" };
  return { ...row, state: expected === received ? "same" : "different" };
}

/** Each value that holds no other one, by its path. Null for what is no JSON, or is cut. */
function leavesOf(text: string): Map<string, string> | null {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    const entries = Array.isArray(value)
      ? value.map((each, at) => [`${path}[${at}]`, each] as const)
      : typeof value === "object" && value !== null
        ? Object.entries(value).map(([key, each]) => [path === "" ? key : `${path}.${key}`, each] as const)
        : [];
    if (entries.length === 0) leaves.set(path === "" ? "(all of it)" : path, JSON.stringify(value));
    for (const [under, each] of entries) walk(each, under);
  };
  try {
    walk(JSON.parse(text), "");
    return leaves;
  } catch {
    return null;
  }
}
