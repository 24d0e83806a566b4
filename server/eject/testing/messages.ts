// Between the checks and the process that runs the handler.
import type { CheckerRequest, Settled } from "../../protocol/checks.ts";

type Clients = Extract<CheckerRequest, { what: "settle" }>["clients"];

export interface RoomStart {
  /** URL of the handler's file. */
  readonly handler: string;
  readonly clock: "real" | "stepped";
}

export type ToRoom =
  | { readonly id: number; readonly what: "start"; readonly start: RoomStart }
  | { readonly id: number; readonly what: "settle"; readonly clients: Clients }
  | { readonly id: number; readonly what: "advance"; readonly ms: number };

export type FromRoom =
  | { readonly id: number; readonly value: Started | Settled | { readonly nowMs: number } }
  | { readonly id: number; readonly problem: string };

export interface Started {
  readonly port: number;
  readonly nowMs: number;
}
