// Between the checks and the process that runs the handler.
import type { CheckerRequest, Dialed, Settled, ShutdownAnswer } from "../../protocol/checks.ts";
import type { DialAnswer, HowToSettle } from "../../protocol/host.ts";
import type { StoredEntries } from "../library/storage.ts";

type Clients = Extract<CheckerRequest, { what: "settle" }>["clients"];

/** What a room's next process continues with. */
export interface Left {
  readonly port: number;
  readonly nowMs: number;
  readonly stored: StoredEntries;
}

export interface RoomStart {
  /** URL of the handler's file. */
  readonly handler: string;
  readonly clock: "real" | "stepped";
  readonly left?: Left | undefined;
}

export type Question =
  | { readonly what: "start"; readonly start: RoomStart }
  | ({ readonly what: "settle"; readonly clients: Clients } & HowToSettle)
  | { readonly what: "shutdown"; readonly end: boolean }
  | { readonly what: "dial"; readonly answer: DialAnswer }
  | { readonly what: "leave" };
export type ToRoom = Question & { readonly id: number };

export type Answer = Started | Settled | ShutdownAnswer | Dialed | Left;
export type FromRoom =
  | { readonly id: number; readonly value: Answer }
  | { readonly id: number; readonly problem: string };

export interface Started {
  readonly port: number;
  readonly nowMs: number;
}
