// The API of a lesson's checks.ts, imported as "ws101/checks", and the loader of such files.
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import type { Client, Clock } from "./client.ts";

export type { Client, Clock } from "./client.ts";
export type { Received } from "./connection.ts";
export type { CloseExpected, ExpectOptions, JsonOptions, MessageOptions, NothingOptions } from "./expect.ts";
export { fail } from "./failure.ts";

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

export interface Check {
  /** Derived from the title: lower-case words joined by hyphens; unique in its file. */
  readonly id: string;
  readonly title: string;
  readonly run: CheckFunction;
}

/** Loads the file, bypassing the module cache. Throws what the file throws, and for no checks or duplicate titles. */
export async function loadChecks(checksFile: string): Promise<Check[]> {
  const checks: Check[] = [];
  const register: Register = (title, run) => {
    const id = idOf(title);
    if (id === "") throw new Error("A check has no title. Describe what the handler does.");
    if (checks.some((other) => other.id === id)) throw new Error(`Two checks are called "${title}". Rename one.`);
    checks.push({ id, title, run });
  };
  const hooks = resolveApi();
  try {
    await registering.run(register, () => import(`${pathToFileURL(checksFile).href}?${randomUUID()}`));
  } finally {
    hooks.deregister();
  }
  if (checks.length === 0) throw new Error("There is no check in this file: call check(title, run).");
  return checks;
}

function idOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

/** Lessons may be outside this package, where Node cannot resolve `ws101/checks`. */
function resolveApi(): { deregister(): void } {
  const { url } = import.meta;
  return registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "ws101/checks"
        ? { url, format: "module-typescript", shortCircuit: true }
        : next(specifier, context),
  });
}
