// Unsent text of every lesson, dropped: when this browser becomes another learner.

/** The keys of `createDraftBox`. */
const prefix = "ws101.draft.";

export function dropDrafts(storage: Storage): void {
  try {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
    for (const key of keys.filter((each) => each.startsWith(prefix))) storage.removeItem(key);
  } catch {}
}
