// One client of a check: its name, its connection and what it got.
import type { Connection } from "./connection.ts";
import type { Inbox } from "./received.ts";

export interface Player {
  readonly name: string;
  /** Null when the handler refused it. */
  readonly connection: Connection | null;
  readonly inbox: Inbox;
  /** The room said that this socket is gone and that the handler knows. */
  left: boolean;
}
