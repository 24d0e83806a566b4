// Text that no server has acknowledged yet, kept in this browser so that a reload or a lost network costs nothing.
import { z } from "zod";
import type { Style } from "../../server/protocol/lesson.ts";

const boxedSchema = z.object({ text: z.string().max(1 << 20), editedAtMs: z.number() });

export interface DraftBox {
  get(style: Style): string | null;
  put(style: Style, text: string): void;
  clear(style: Style): void;
}

/** Corrupt or foreign content is nothing; a full or forbidden storage costs only this safety net. */
export function createDraftBox(storage: Storage, lesson: string): DraftBox {
  const key = (style: Style): string => `ws101.draft.${lesson}.${style}`;
  return {
    get(style) {
      try {
        return boxedSchema.parse(JSON.parse(storage.getItem(key(style)) ?? "null")).text;
      } catch {
        return null;
      }
    },
    put(style, text) {
      try {
        storage.setItem(key(style), JSON.stringify({ text, editedAtMs: Date.now() }));
      } catch {}
    },
    clear(style) {
      try {
        storage.removeItem(key(style));
      } catch {}
    },
  };
}
