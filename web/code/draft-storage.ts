// Text that no server has acknowledged yet, kept in this browser so that a reload or a lost network costs nothing.
import { z } from "zod";
import type { Style } from "../../server/protocol/lesson.ts";

const boxedSchema = z.object({
  text: z.string().max(1 << 20),
  editedAtMs: z.number(),
  /** The version that the text was made from. */
  base: z.number().int().min(0).catch(0),
});
export type Boxed = z.infer<typeof boxedSchema>;

/** One opened lesson's own text a style. Every page has a box of its own, so that two tabs never overwrite each other. */
export interface DraftStorage {
  get(style: Style): Boxed | null;
  put(style: Style, boxed: Boxed): void;
  clear(style: Style): void;
  /** What other pages left here and this one has not taken yet, newest first. A page that lives sends its own as well. */
  found(style: Style): readonly Found[];
}

export interface Found extends Boxed {
  /** Takes it out of the storage, unless its page has written something newer there. */
  drop(): void;
}

/** Corrupt or foreign content is nothing; a full or forbidden storage costs only this safety net. */
export function createDraftStorage(storage: Storage, lesson: string, page: string): DraftStorage {
  const own = new Map<Style, Boxed>();
  const all = (style: Style): string => `ws101.draft.${lesson}.${style}`;
  const key = (style: Style): string => `${all(style)}.${page}`;
  return {
    get: (style) => own.get(style) ?? null,
    put(style, boxed) {
      own.set(style, boxed);
      quietly(() => storage.setItem(key(style), JSON.stringify(boxed)));
    },
    clear(style) {
      own.delete(style);
      quietly(() => storage.removeItem(key(style)));
    },
    found: (style) =>
      keysOf(storage)
        .filter((each) => (each === all(style) || each.startsWith(`${all(style)}.`)) && each !== key(style))
        .flatMap((each) => read(storage, each))
        .sort((one, other) => other.editedAtMs - one.editedAtMs),
  };
}

function read(storage: Storage, key: string): Found[] {
  const stored = quietly(() => storage.getItem(key)) ?? null;
  const boxed = boxedSchema.safeParse(readJson(stored ?? "null"));
  const drop = () => quietly(() => storage.getItem(key) === stored && storage.removeItem(key));
  if (boxed.success) return [{ ...boxed.data, drop }];
  // Nothing to read will become of it.
  drop();
  return [];
}

function keysOf(storage: Storage): string[] {
  const keys = quietly(() => Array.from({ length: storage.length }, (_, index) => storage.key(index))) ?? [];
  return keys.filter((key) => key !== null);
}

function readJson(text: string): unknown {
  return quietly(() => JSON.parse(text)) ?? null;
}

function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
