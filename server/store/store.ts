// The store's contract, which every database behind it must meet.
import type { CodeSave } from "./code.ts";
import type { OperationName, Operations } from "./operations.ts";

type Tail<List extends readonly unknown[]> = List extends readonly [unknown, ...infer Rest] ? Rest : never;

/** An operation's arguments without the database. */
export type Arguments<Name extends OperationName> = Tail<Parameters<Operations[Name]>>;
export type Result<Name extends OperationName> = ReturnType<Operations[Name]>;

/**
 * Each operation of `operations.ts`. A write settles only after its commit is on the disk: what was acknowledged survives
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
  saveCode(save: CodeSave, onVersion?: (version: number) => void): Result<"saveCode">;
  /** Completes earlier calls, then closes; later calls reject (`closed`). May be called again. */
  close(): Promise<void>;
};
