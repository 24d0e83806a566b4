// Messages between the front and the process that runs clients for pages. The front parses; the process trusts the front.
import { z } from "zod";
import type { Limits } from "./limits.ts";
import { type ServerClientCommand, serverClientEventSchema } from "./server-client.ts";

export type ToClients =
  /** The first message. `gate` is our own server, `ws://address:port`; the process connects to nothing else. */
  | { readonly type: "start"; readonly gate: string; readonly limits: Limits }
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
