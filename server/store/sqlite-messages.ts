// What the store's caller and its thread say to each other; both are ours, so nothing is parsed.
import type { StoreErrorCode } from "./store.ts";

export interface ThreadData {
  readonly file: string;
}

export interface Call {
  readonly id: number;
  /** An operation's name, or `close`. */
  readonly name: string;
  readonly args: readonly unknown[];
  /** The caller wants to know the value before the commit too. */
  readonly early: boolean;
}

export interface Failure {
  readonly code: StoreErrorCode;
  readonly message: string;
}

/** `value` is typed by the call with this id. */
export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: never }
  | ({ readonly id: number; readonly ok: false } & Failure);

export type FromThread =
  | { readonly type: "opened" }
  | ({ readonly type: "refused" } & Failure)
  | { readonly type: "early"; readonly id: number; readonly value: never }
  | { readonly type: "replies"; readonly replies: readonly Reply[] };
