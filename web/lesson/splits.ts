// Where the lines between the panes stand: shares in percent, remembered in this browser.
import { z } from "zod";

/** What each split begins with, and goes back to on a double click. The names are ids of panels. */
export const defaultSplits = {
  columns: { reading: 27, writing: 39, talking: 34 },
  reading: { lesson: 64, checks: 36 },
  talking: { clients: 46, wire: 54 },
} as const;
export type SplitName = keyof typeof defaultSplits;
export type Shares = Readonly<Record<string, number>>;

/** `theme.js` reads the same key, so that the first paint stands where the page will. */
const splitsKey = "ws101.splits";
const savedSchema = z.record(z.string(), z.record(z.string(), z.number().min(1).max(99)).catch({})).catch({});

/** The remembered shares; the defaults when they are missing, odd, or of other panes. */
export function readSplit(storage: Storage, name: SplitName): Shares {
  const saved = readAll(storage)[name] ?? {};
  const panels = Object.keys(defaultSplits[name]);
  const isWhole = panels.every((panel) => saved[panel] !== undefined) && Object.keys(saved).length === panels.length;
  const sum = Object.values(saved).reduce((total, share) => total + share, 0);
  return isWhole && Math.abs(sum - 100) < 0.5 ? saved : defaultSplits[name];
}

export function writeSplit(storage: Storage, name: SplitName, shares: Shares): void {
  const rounded = Object.entries(shares).map(([panel, share]) => [panel, Math.round(share * 100) / 100]);
  try {
    storage.setItem(splitsKey, JSON.stringify({ ...readAll(storage), [name]: Object.fromEntries(rounded) }));
  } catch {}
}

function readAll(storage: Storage): Record<string, Record<string, number>> {
  try {
    return savedSchema.parse(JSON.parse(storage.getItem(splitsKey) ?? "{}"));
  } catch {
    return {};
  }
}
