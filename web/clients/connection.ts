// What a client of the bench needs of its connection, wherever it runs.
import type { Place } from "./client.ts";
import type { Data } from "./compose.ts";

export type ConnectionEvent =
  | { readonly what: "opened"; readonly protocol: string }
  /** Nothing comes after it. `code` is null when no socket came of it. */
  | { readonly what: "ended"; readonly code: number | null; readonly text: string }
  /** A message, or a control frame where they can be seen. `text` is in hex for bytes, and may be cut. */
  | {
      readonly what: "received";
      readonly kind: "text" | "binary" | "ping" | "pong";
      readonly text: string;
      readonly bytes: number;
    }
  /** So many more came than were told. */
  | { readonly what: "missed"; readonly count: number }
  | { readonly what: "failed"; readonly text: string };

export type HearConnection = (event: ConnectionEvent) => void;

/** Opens itself when made. What cannot be done is answered with a sentence, else null. */
export interface Connection {
  readonly place: Place;
  send(data: Data, fragments: number): string | null;
  close(code: number | null, reason: string): string | null;
  /** Gone without another word to its hearer. */
  drop(): void;
}

/** Tells this page's sockets from those of other tabs, on the wire and in the room's state. */
export const pageToken = Math.random().toString(36).slice(2, 10).padEnd(8, "0");

/** Bytes of a message that are kept to be looked at; the rest is counted. */
export const keptBytes = 4_096;
