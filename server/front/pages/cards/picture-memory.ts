// Pictures that were painted before, by their content: in memory, and below build/ for the next start.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface PictureMemory {
  get(key: string): Promise<Buffer | null>;
  set(key: string, png: Buffer): Promise<void>;
}

const standardFolder = fileURLToPath(new URL("../../../../build/cards", import.meta.url));
/** What every PNG begins with: a file that is cut or not ours is no picture. */
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const ending = Buffer.from("IEND");

/** `key` is made of letters and digits. Where nothing can be written, the next start paints again. */
export function createPictureMemory(folder = standardFolder): PictureMemory {
  const known = new Map<string, Buffer>();
  return {
    async get(key) {
      const png = known.get(key) ?? (await readFile(join(folder, `${key}.png`)).catch(() => null));
      if (!png?.subarray(0, 8).equals(signature) || !png.subarray(-12).includes(ending)) return null;
      known.set(key, png);
      return png;
    },
    async set(key, png) {
      known.set(key, png);
      const half = join(folder, `${key}.${process.pid}`);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(half, png);
        await rename(half, join(folder, `${key}.png`));
      } catch {
        return;
      }
    },
  };
}
