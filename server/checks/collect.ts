// The checks of a checks.ts file, in its order: found by reading it, not by running them.
import { randomUUID } from "node:crypto";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { type CheckRun, whileReading } from "./check.ts";

export interface Check {
  /** From the title: lower-case words joined by hyphens; unique in its file. */
  readonly id: string;
  readonly title: string;
  readonly run: CheckRun;
}

/** Reads the file anew, every time. Throws what the file throws, and when it holds no check or two of one title. */
export async function collect(checksFile: string): Promise<Check[]> {
  const checks: Check[] = [];
  const register = (title: string, run: CheckRun) => {
    const id = idOf(title);
    if (id === "") throw new Error("A check has no title: say in words what the handler does.");
    if (checks.some((other) => other.id === id))
      throw new Error(`Two checks are called "${title}": name one otherwise.`);
    checks.push({ id, title, run });
  };
  const hooks = resolveOurs();
  try {
    await whileReading(register, () => import(`${pathToFileURL(checksFile).href}?${randomUUID()}`));
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

/** A lesson's folder may lie outside of this package, where `ws101/checks` means nothing to Node. */
function resolveOurs(): { deregister(): void } {
  const url = new URL("./check.ts", import.meta.url).href;
  return registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "ws101/checks"
        ? { url, format: "module-typescript", shortCircuit: true }
        : next(specifier, context),
  });
}
