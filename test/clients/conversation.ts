// Conversation of every client with the handler of handlers.ts, and what the client must have seen at its end.
import assert from "node:assert/strict";
import { z } from "zod";

export const messageBytes = 64 << 10;
export const words = "héllo 👋 \u0000 世界";
export const bytes = [0, 1, 127, 128, 255] as const;

const closeSchema = z.object({ code: z.number(), reason: z.string() });

/** What a client saw. Null where its API cannot do the thing at all, as a page cannot ping. */
export const seenSchema = z.object({
  protocol: z.string(),
  text: z.string(),
  binary: z.array(z.number()),
  /** Whether 64 KiB of text and of bytes came back the same. */
  biggestText: z.boolean(),
  biggestBinary: z.boolean(),
  /** The handler was told of this client's own pong. */
  answersPing: z.string(),
  /** The payload of the pong to this client's ping; and what the handler was told of that ping. */
  ping: z.object({ pong: z.string(), told: z.string() }).nullable(),
  /** What came back for a text and for bytes sent in three fragments. */
  fragments: z.object({ text: z.string(), binary: z.array(z.number()) }).nullable(),
  closedByHandler: closeSchema,
  /** As the handler saw it: `4002 bye`. */
  closedByClient: z.string(),
  /** After a message of 64 KiB and one byte. */
  tooBig: closeSchema.pick({ code: true }),
});
export type Seen = z.infer<typeof seenSchema>;

export interface Abilities {
  readonly pings: boolean;
  readonly fragments: boolean;
}

export function assertAgrees(seen: unknown, { pings, fragments }: Abilities): void {
  assert.deepEqual(seenSchema.parse(seen), {
    protocol: "chat.v2",
    text: words,
    binary: [...bytes],
    biggestText: true,
    biggestBinary: true,
    answersPing: "pong: are you there?",
    ping: pings ? { pong: "hi", told: "pinged: hi" } : null,
    fragments: fragments ? { text: words, binary: [...bytes] } : null,
    closedByHandler: { code: 4001, reason: "enough, thank you" },
    closedByClient: "last: 4002 bye",
    tooBig: { code: 1009 },
  });
}
