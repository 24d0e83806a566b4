// Server-run clients: the commands that a page sends them and the events they report, which include what a browser cannot
// do, and the messages between the front and their process.
import { z } from "zod";
import type { Limits } from "./limits.ts";
import { controlPayloadBytes } from "./rfc6455.ts";

/** What a laboratory may send at once. */
export const rawBytes = 8 << 10;

/** A client's name, as the page shows it. */
export const clientNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 _-]{0,23}$/);

/** Distinguishes the clients of one page (browser tab) from those of another. */
export const pageTokenSchema = z.string().regex(/^[a-z0-9]{1,16}$/);

export const serverClientCommandSchema = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("open"),
    protocols: z.array(z.string().max(256)).max(16).default([]),
    /** Additional request headers. Those of the handshake itself cannot be set. */
    headers: z
      .array(z.tuple([z.string().max(256), z.string().max(2048)]))
      .max(32)
      .default([]),
    /** Follows the room in the URL, such as `?token=1` or `/chat?token=1`. */
    query: z.string().max(1024).default(""),
    page: pageTokenSchema.optional(),
  }),
  /** `data` is text, or base64 for binary. It is split into `fragments` frames. */
  z.strictObject({
    do: z.literal("send"),
    kind: z.enum(["text", "binary"]),
    data: z.string().max(96 << 10),
    fragments: z.number().int().min(1).max(64).default(1),
  }),
  z.strictObject({ do: z.enum(["ping", "pong"]), data: z.string().max(controlPayloadBytes).default("") }),
  z.strictObject({
    do: z.literal("close"),
    code: z.number().int().nullable(),
    reason: z.string().max(200).default(""),
  }),
  /** Ends the connection without a close frame. */
  z.strictObject({ do: z.literal("cut") }),
  /**
   * Opens a raw connection instead of a WebSocket, and sends this request as it is. What arrives is reported as bytes.
   */
  z.strictObject({
    do: z.literal("request"),
    method: z.enum(["GET", "POST", "PUT"]),
    version: z.enum(["1.0", "1.1"]),
    /** As for `open`. */
    query: z.string().max(1024),
    headers: z.array(z.tuple([z.string().max(256), z.string().max(2048)])).max(32),
  }),
  /** Sends bytes as they are, in base64, on a raw connection that has switched protocols. */
  z.strictObject({ do: z.literal("bytes"), data: z.base64().max(Math.ceil(rawBytes / 3) * 4) }),
  /** Reads nothing until `resume`. */
  z.strictObject({ do: z.enum(["pause", "resume"]) }),
]);
export type ServerClientCommand = z.infer<typeof serverClientCommandSchema>;

const atMs = z.number();

export const serverClientEventSchema = z.discriminatedUnion("what", [
  z.object({ what: z.literal("open"), protocol: z.string(), atMs }),
  /** `code` 1006: no close frame was received. */
  z.object({ what: z.literal("closed"), code: z.number().int(), reason: z.string(), atMs }),
  /** The handshake was answered with a status other than 101; 0 when there was no answer. */
  z.object({ what: z.literal("refused"), status: z.number().int(), reason: z.string(), atMs }),
  /** `data` is text, or base64 for binary, cut to its first 16 KiB; `bytes` is its length. */
  z.object({
    what: z.literal("message"),
    kind: z.enum(["text", "binary"]),
    data: z.string(),
    bytes: z.number().int(),
    atMs,
  }),
  z.object({ what: z.enum(["ping", "pong"]), data: z.string(), atMs }),
  /** Bytes that a raw connection received, in base64. `isLast`: more may arrive, but no more are reported. */
  z.object({ what: z.literal("bytes"), data: z.string(), isLast: z.boolean(), atMs }),
  /** Messages, pings and pongs that were received but not reported. */
  z.object({ what: z.literal("missed"), count: z.number().int(), atMs }),
  /** The client stopped reading, or reads again. */
  z.object({ what: z.literal("paused"), on: z.boolean(), atMs }),
  z.object({ what: z.literal("failed"), message: z.string(), atMs }),
]);
export type ServerClientEvent = z.infer<typeof serverClientEventSchema>;

/** The process trusts the front, which parses what the process sends. */
export type ToClients =
  /** The first message. `socketUrl` is our own server, `ws://address:port`; the process connects to nothing else. */
  | { readonly type: "start"; readonly socketUrl: string; readonly limits: Limits }
  /** `pageId` identifies the clients of one page in one room. */
  | {
      readonly type: "command";
      readonly pageId: number;
      readonly room: string;
      readonly client: string;
      readonly command: ServerClientCommand;
    }
  /** The page is gone: its clients leave with 1001, and nothing more is reported about them. */
  | { readonly type: "dismiss"; readonly pageId: number }
  | { readonly type: "ping" };

const clientReportSchema = z.object({
  pageId: z.number().int(),
  client: z.string().max(24),
  event: serverClientEventSchema,
  /** False once the client no longer exists. */
  alive: z.boolean(),
});
export type ClientReport = z.infer<typeof clientReportSchema>;

export const fromClientsSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("events"), reports: z.array(clientReportSchema).max(10_000) }),
  z.object({ type: z.literal("pong") }),
]);
export type FromClients = z.infer<typeof fromClientsSchema>;
