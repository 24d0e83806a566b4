// The API of a lesson's checks.ts, imported as "ws101/checks".
import { AsyncLocalStorage } from "node:async_hooks";
import type { Client, Clock } from "./client.ts";

export type { Client, Clock } from "./client.ts";
export type { Received } from "./connection.ts";
export type { ExpectOptions, JsonOptions, MessageOptions, NothingOptions } from "./expect.ts";
export { fail } from "./failure.ts";
export type { CloseExpected } from "./matchers.ts";

export interface ConnectOptions {
  /** Appended to the room's own path, for example `/chat`. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  /** Replaces the next letter. */
  readonly name?: string;
}

export interface CheckContext {
  /** Connects a new client to this check's room. Never throws: `expect.refused(status)` tests for a refusal. */
  connect(options?: ConnectOptions): Promise<Client>;
  readonly clock: Clock;
}

export type CheckFunction = (context: CheckContext) => Promise<void> | void;

/** Tests one behaviour in a fresh room. It must contain an expectation. */
export function check(title: string, run: CheckFunction): void {
  const register = registering.getStore();
  if (register === undefined) throw new Error(`check("${title}") was called outside a checks.ts loaded by ws101.`);
  register(title, run);
}

type Register = (title: string, run: CheckFunction) => void;

/** The registration of the file being loaded. It follows async calls, so files can be loaded in parallel. */
const registering = new AsyncLocalStorage<Register>();

/** Calls `register` for each `check(…)` call made within `load`. */
export function collectChecks<T>(register: Register, load: () => Promise<T>): Promise<T> {
  return registering.run(register, load);
}
