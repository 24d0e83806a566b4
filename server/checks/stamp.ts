// Whether a file is still the one that was read.
import { stat } from "node:fs/promises";

/** Changes when the file does; empty when it cannot be read, which reading it will say. */
export async function stampOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  return found === null ? "" : `${found.mtimeMs}-${found.size}`;
}
