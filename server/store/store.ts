// The store's contract, which every database behind it must meet, and its operations by name.
import * as code from "./code.ts";
import * as learners from "./learners.ts";
import * as playground from "./playground.ts";
import * as results from "./results.ts";
import * as workshops from "./workshops.ts";

/** Functions over any database that Kysely supports. */
export const operations = { ...learners, ...code, ...results, ...workshops, ...playground } as const;

type Operations = typeof operations;
export type OperationName = keyof Operations;

type Tail<List extends readonly unknown[]> = List extends readonly [unknown, ...infer Rest] ? Rest : never;

/** An operation's arguments without the database. */
type Arguments<Name extends OperationName> = Tail<Parameters<Operations[Name]>>;
type Result<Name extends OperationName> = ReturnType<Operations[Name]>;

/**
 * Each of the operations. A write settles only after its commit is on the disk: what was acknowledged survives
 * `kill -9` and a power failure. A read sees every write that was called before it. Failures reject with a `StoreError`.
 * Times are Unix milliseconds and come from the caller.
 */
export type Store = AsyncDisposable & {
  readonly [Name in Exclude<OperationName, "saveCode">]: (...args: Arguments<Name>) => Result<Name>;
} & {
  /**
   * `onVersion` receives the number as soon as it is known, before anything is on the disk: enough to start loading, but
   * not an acknowledgement. If the promise rejects, another save may get the same number.
   */
  saveCode(save: code.CodeSave, onVersion?: (version: number) => void): Result<"saveCode">;
  /** Completes earlier calls, then closes; later calls reject (`closed`). May be called again. */
  close(): Promise<void>;
};
