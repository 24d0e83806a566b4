// What the front and the process that runs clients for learners say to each other. The front parses; the process trusts the front.
import { z } from "zod";
import type { Limits } from "./limits.ts";
import { type ServerClientCommand, serverClientEventSchema } from "./server-client.ts";

export type ToClients =
  /** First, to every process. `gate` is our own server, `ws://address:port`: nothing else is ever connected to. */
  | { readonly type: "start"; readonly gate: string; readonly limits: Limits }
  /** `party`: what one page runs in one room. */
  | {
      readonly type: "order";
      readonly party: number;
      readonly room: string;
      readonly client: string;
      readonly command: ServerClientCommand;
    }
  /** Nobody wants to hear of this party any more: its clients leave with 1001. */
  | { readonly type: "dismiss"; readonly party: number }
  | { readonly type: "ping"; readonly n: number };

const toldSchema = z.object({
  party: z.number().int(),
  client: z.string().max(24),
  event: serverClientEventSchema,
  /** False once there is no such client any more. */
  alive: z.boolean(),
});
export type Told = z.infer<typeof toldSchema>;

export const fromClientsSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("told"), told: z.array(toldSchema).max(10_000) }),
  z.object({ type: z.literal("pong"), n: z.number().int() }),
]);
export type FromClients = z.infer<typeof fromClientsSchema>;
