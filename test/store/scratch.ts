// A folder for one test's data, removed with it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Scratch extends Disposable {
  readonly dir: string;
}

export function scratch(): Scratch {
  const dir = mkdtempSync(join(tmpdir(), "ws101-store-"));
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}
