// Local storage for unsaved code: a reload or a lost network loses nothing.
import { z } from "zod";
import type { Style } from "../../server/protocol/lesson.ts";
import { attempt } from "../ui/attempt.ts";

const keyPrefix = "ws101.draft.";
const maxChars = 1 << 20;

const storedDraftSchema = z.object({
  text: z.string().max(maxChars),
  editedAtMs: z.number(),
  /** The version that the text was made from. */
  base: z.number().int().min(0).catch(0),
});
type StoredDraft = z.infer<typeof storedDraftSchema>;

/** One opened lesson's unsaved text per style. Each page has its own key, so that two tabs never overwrite each other. */
export interface DraftStorage {
  get(style: Style): StoredDraft | null;
  set(style: Style, stored: StoredDraft): void;
  /** Whether the text survives a reload: it fits, and the browser accepted it. */
  isStored(style: Style): boolean;
  remove(style: Style): void;
  /** Texts of other pages that this one has not taken over, newest first. An open page saves its own text as well. */
  leftovers(style: Style): readonly Leftover[];
}

export interface Leftover extends StoredDraft {
  /** Removes the text, unless its page has written a newer one. */
  drop(): void;
}

/** Corrupt entries are removed; a full or forbidden storage costs only this safety net. */
export function createDraftStorage(storage: Storage, lesson: string, page: string): DraftStorage {
  const own = new Map<Style, StoredDraft>();
  const shared = (style: Style): string => `${keyPrefix}${lesson}.${style}`;
  const key = (style: Style): string => `${shared(style)}.${page}`;
  return {
    get: (style) => own.get(style) ?? null,
    set(style, stored) {
      own.set(style, stored);
      // An entry that could not be replaced would bring back older text.
      if (attempt(() => storage.setItem(key(style), JSON.stringify(stored)) ?? true) === undefined)
        attempt(() => storage.removeItem(key(style)));
    },
    isStored: (style) => attempt(() => read(storage, key(style)).length > 0) ?? false,
    remove(style) {
      own.delete(style);
      attempt(() => storage.removeItem(key(style)));
    },
    leftovers: (style) =>
      keysOf(storage)
        .filter((each) => (each === shared(style) || each.startsWith(`${shared(style)}.`)) && each !== key(style))
        .flatMap((each) => read(storage, each))
        .sort((one, other) => other.editedAtMs - one.editedAtMs),
  };
}

/** For code that is someone else's: nothing of it stays in this browser. */
export function createPassingStorage(): DraftStorage {
  const own = new Map<Style, StoredDraft>();
  return {
    get: (style) => own.get(style) ?? null,
    set: (style, stored) => void own.set(style, stored),
    isStored: () => false,
    remove: (style) => void own.delete(style),
    leftovers: () => [],
  };
}

/** Removes the unsaved text of every lesson: this browser becomes another learner. */
export function dropDrafts(storage: Storage): void {
  for (const key of keysOf(storage).filter((each) => each.startsWith(keyPrefix)))
    attempt(() => storage.removeItem(key));
}

function read(storage: Storage, key: string): Leftover[] {
  const stored = attempt(() => storage.getItem(key)) ?? null;
  const draft = storedDraftSchema.safeParse(attempt(() => JSON.parse(stored ?? "null")));
  const drop = () => attempt(() => storage.getItem(key) === stored && storage.removeItem(key));
  if (draft.success) return [{ ...draft.data, drop }];
  drop();
  return [];
}

function keysOf(storage: Storage): string[] {
  const keys = attempt(() => Array.from({ length: storage.length }, (_, index) => storage.key(index))) ?? [];
  return keys.filter((key) => key !== null);
}
