// Messages between a preview, which is a frame that runs a client page, and the page around it.
import { z } from "zod";

/**
 * What the frame may do. Without `allow-forms`, a form's `submit` event would not occur either; the document's policy lets no
 * form be sent.
 */
export const previewSandbox = "allow-scripts allow-forms";

/** What the page sends: the frame answers with `pong`. */
export const pingMessage = "ws101-ping";

/** A line of the preview's console, and a message, has at most this many characters. */
export const previewLineChars = 4_000;
/** Console lines and messages per second that a frame reports, and that a page shows. Others are counted. */
export const previewLinesPerSecond = 50;

export const previewLevels = ["debug", "log", "info", "warn", "error"] as const;

export const previewMessageSchema = z.discriminatedUnion("ws101", [
  /** The document has begun to load; nothing of the client page has run yet. */
  z.object({ ws101: z.literal("ready") }),
  z.object({ ws101: z.literal("pong") }),
  z.object({
    ws101: z.literal("line"),
    level: z.enum(previewLevels),
    text: z.string().max(previewLineChars),
    /** In client.html; null if unknown. */
    line: z.number().int().min(1).max(1_000_000).nullable(),
  }),
  /** A message of one of the page's sockets, in a room of which the page around it sees nothing else. */
  z.object({
    ws101: z.literal("frame"),
    /** `in`: to the handler. */
    direction: z.enum(["in", "out"]),
    kind: z.enum(["text", "binary"]),
    text: z.string().max(previewLineChars),
  }),
  /** Lines that were dropped. */
  z.object({ ws101: z.literal("missing"), count: z.number().int().min(1) }),
]);
export type PreviewMessage = z.infer<typeof previewMessageSchema>;
export type PreviewedFrame = Extract<PreviewMessage, { readonly ws101: "frame" }>;
export type PreviewLine = Extract<PreviewMessage, { readonly ws101: "line" }>;
