// A WebSocket handshake as it was on the wire: request and response.
import { z } from "zod";

const headersSchema = z.array(z.tuple([z.string().max(256), z.string().max(8192)])).max(200);

export const handshakeSchema = z.object({
  /** The peer's number in the room; null if the socket was refused. */
  peer: z.number().int().nullable(),
  /** The client's name in the page; empty for clients from elsewhere. */
  client: z.string().max(24),
  /** The token of the page that opened the socket; absent for clients from elsewhere. */
  page: z.string().max(16).optional(),
  atMs: z.number(),
  request: z.object({ method: z.string().max(32), url: z.string().max(8192), headers: headersSchema }),
  response: z.object({ status: z.number().int(), reason: z.string().max(1024), headers: headersSchema }),
});
export type Handshake = z.infer<typeof handshakeSchema>;
