// The commands used last, remembered in this browser.
import { z } from "zod";
import { withRecent } from "./palette-list.ts";

const key = "ws101.recent";
const recentSchema = z.array(z.string().max(100)).max(50);

export function readRecent(storage: Storage): readonly string[] {
  try {
    return recentSchema.parse(JSON.parse(storage.getItem(key) ?? "[]"));
  } catch {
    return [];
  }
}

export function remember(storage: Storage, id: string): void {
  try {
    storage.setItem(key, JSON.stringify(withRecent(readRecent(storage), id)));
  } catch {}
}
