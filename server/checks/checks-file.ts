// Loads checks.ts files: finds their checks without running them, and caches them until the file changes.
import { randomUUID } from "node:crypto";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { type CheckFunction, collectChecks } from "./check.ts";

export interface Check {
  /** Derived from the title: lower-case words joined by hyphens; unique in its file. */
  readonly id: string;
  readonly title: string;
  readonly run: CheckFunction;
}

export class ChecksCache {
  readonly #files = new Map<string, { readonly stamp: string; readonly checks: Promise<Check[]> }>();

  /** Loads the file if it is new or its stamp has changed. Rejects with what its author has to fix. */
  checks(file: string, stamp: string): Promise<Check[]> {
    const cached = this.#files.get(file);
    if (cached?.stamp === stamp) return cached.checks;
    const checks = loadChecks(file);
    this.#files.set(file, { stamp, checks });
    // The file may have been only half written.
    checks.catch(() => this.#files.delete(file));
    return checks;
  }
}

/** Loads the file, bypassing the module cache. Throws what the file throws, and for no checks or duplicate titles. */
export async function loadChecks(checksFile: string): Promise<Check[]> {
  const checks: Check[] = [];
  const register = (title: string, run: CheckFunction) => {
    const id = idOf(title);
    if (id === "") throw new Error("A check has no title. Describe what the handler does.");
    if (checks.some((other) => other.id === id)) throw new Error(`Two checks are called "${title}". Rename one.`);
    checks.push({ id, title, run });
  };
  const hooks = resolveApi();
  try {
    await collectChecks(register, () => import(`${pathToFileURL(checksFile).href}?${randomUUID()}`));
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
  const url = new URL("./check.ts", import.meta.url).href;
  return registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "ws101/checks"
        ? { url, format: "module-typescript", shortCircuit: true }
        : next(specifier, context),
  });
}
