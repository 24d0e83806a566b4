// Temporary folders for what the linter writes.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Calls `work` with the path of a folder that is removed afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "ws101-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
