// The panes of a lesson's page: which comes next, and the remembered shares of their splits.
import { z } from "zod";
import { defaultSplits, type Pane, type ShownPanes, type SplitName } from "../../server/protocol/panes.ts";
import { attempt } from "../ui/attempt.ts";

/** Below this width, one pane is shown at a time. */
export const narrowQuery = "(max-width: 899px)";

/** The next or previous of the panes that are shown, cyclically; from none, the first or the last. */
export function paneAfter(pane: Pane | null, step: 1 | -1, { shown }: ShownPanes): Pane {
  const from = pane === null ? (step === 1 ? -1 : shown.length) : shown.indexOf(pane);
  return shown[(from + step + shown.length) % shown.length] ?? "lesson";
}

export type Shares = Readonly<Record<string, number>>;

/** `theme.js` reads the same key, so that the first paint has the final layout. */
const splitsKey = "ws101.splits";
const savedSchema = z.record(z.string(), z.record(z.string(), z.number().min(1).max(99)).catch({})).catch({});

/** The remembered shares; the defaults if they are missing, invalid, or for other panes. */
export function readSplit(storage: Storage, name: SplitName): Shares {
  const saved = readAll(storage)[name] ?? {};
  const panels = Object.keys(defaultSplits[name]);
  const isComplete = panels.every((panel) => saved[panel] !== undefined) && Object.keys(saved).length === panels.length;
  const sum = Object.values(saved).reduce((total, share) => total + share, 0);
  return isComplete && Math.abs(sum - 100) < 0.5 ? saved : defaultSplits[name];
}

/** The shares of the panels that are there, which together fill the split. */
export function sharesOf(all: Shares, panels: readonly string[]): Shares {
  const total = panels.reduce((sum, panel) => sum + (all[panel] ?? 0), 0);
  return Object.fromEntries(panels.map((panel) => [panel, ((all[panel] ?? 0) * 100) / total]));
}

export function writeSplit(storage: Storage, name: SplitName, shares: Shares): void {
  const rounded = Object.entries(shares).map(([panel, share]) => [panel, Math.round(share * 100) / 100]);
  const all = JSON.stringify({ ...readAll(storage), [name]: Object.fromEntries(rounded) });
  attempt(() => storage.setItem(splitsKey, all));
}

function readAll(storage: Storage): Record<string, Record<string, number>> {
  return attempt(() => savedSchema.parse(JSON.parse(storage.getItem(splitsKey) ?? "{}"))) ?? {};
}
