// Rooms of shared snippets: one for each visitor, or one for all visitors of an embed.
import { z } from "zod";
import { loadedCellSchema } from "./cell.ts";

/** `shared`: the room of all visitors, instead of a new one. */
export const openSnippetRoomSchema = z.strictObject({ shared: z.boolean().default(false) });

/** `source` null: the snippet's own, from the start. */
export const loadSnippetRoomSchema = z.strictObject({ source: z.string().nullable() });

/** If the snippet's code does not run, `ok` is false and nothing can connect. */
export const snippetRoomSchema = loadedCellSchema.extend({
  /** The path of the snippet's client page, connected to this room; null if the snippet has none. */
  previewUrl: z.string().nullable(),
});
export type SnippetRoom = z.infer<typeof snippetRoomSchema>;
