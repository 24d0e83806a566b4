// What a lesson's checks.ts imports as "ws101/checks".
import { AsyncLocalStorage } from "node:async_hooks";
import type { Client } from "./client.ts";
import type { Clock } from "./clock.ts";

export type { Client } from "./client.ts";
export type { Clock } from "./clock.ts";
export type { CloseExpected } from "./closing.ts";
export type { JsonOptions, MessageOptions, NothingOptions } from "./expect.ts";
export type { ExpectOptions } from "./expectation.ts";
export { fail } from "./failure.ts";
export type { Received } from "./received.ts";

export interface ConnectTo {
  /** After the room's own path, for example `/chat`. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  /** Instead of the next letter. */
  readonly name?: string;
}

export interface CheckContext {
  /** A new client of this check's room. Never throws: `expect.refused(status)` looks at a refusal. */
  connect(to?: ConnectTo): Promise<Client>;
  readonly clock: Clock;
}

export type CheckRun = (context: CheckContext) => Promise<void> | void;

/** One tested behaviour, in a fresh room. It must expect something. */
export function check(title: string, run: CheckRun): void {
  const register = registering.getStore();
  if (register === undefined) throw new Error(`check("${title}") stands outside of a checks.ts that ws101 reads.`);
  register(title, run);
}

type Register = (title: string, run: CheckRun) => void;

/** Who reads the file right now. It follows the reading, so that two files read at once do not meet. */
const registering = new AsyncLocalStorage<Register>();

/** Has `register` called for each `check(…)` that happens within `read`. */
export function whileReading<T>(register: Register, read: () => Promise<T>): Promise<T> {
  return registering.run(register, read);
}
