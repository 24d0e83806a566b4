// Search in the command palette: how well a command matches, and which ones were used last in this browser.
import { defaultFilter } from "cmdk";
import { z } from "zod";

const key = "ws101.recent";
const keptRecent = 5;
const recentSchema = z.array(z.string().max(100)).max(50);

/** Command ids, most recent first; empty when the stored value is unusable. */
export function readRecent(storage: Storage): readonly string[] {
  try {
    return recentSchema.parse(JSON.parse(storage.getItem(key) ?? "[]"));
  } catch {
    return [];
  }
}

export function rememberRecent(storage: Storage, id: string): void {
  const recent = [id, ...readRecent(storage).filter((each) => each !== id)].slice(0, keptRecent);
  try {
    storage.setItem(key, JSON.stringify(recent));
  } catch {
    // Storage is full or blocked: the list is a convenience.
  }
}

/** Titles match by their letters in order; the group and other words match only from their beginnings. */
export function scoreCommand(title: string, query: string, keywords: readonly string[] = []): number {
  const typed = query.toLowerCase().trim().split(/\s+/);
  const isKeyword = typed.every((part) => keywords.some((word) => word.toLowerCase().startsWith(part)));
  return Math.max(defaultFilter(title, query), isKeyword ? 0.01 : 0);
}
