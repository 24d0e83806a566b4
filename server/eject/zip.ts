// Zip files: always the same bytes for the same files.
import { promisify } from "node:util";
import { crc32, deflateRaw } from "node:zlib";
import { Zip, type ZipInputFile } from "fflate";

/** On the thread pool. */
const deflate = promisify(deflateRaw);
const deflated = 8;
/** The first that a zip file can express. It is written in local time. */
const modified = new Date(1980, 0, 1);

/** A file's path, with slashes, and its text. */
export type ZipEntry = readonly [path: string, text: string];

/** `files` by path. */
export async function zipFile(files: Iterable<ZipEntry>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(zipChunks(files)));
}

/** The parts of a zip file, in order: one entry at a time is in memory. */
export async function* zipChunks(entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  let chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  for await (const [filename, text] of entries) {
    const bytes = Buffer.from(text);
    const file: ZipInputFile = {
      filename,
      size: bytes.length,
      crc: crc32(bytes),
      compression: deflated,
      mtime: modified,
    };
    const compressed = new Uint8Array(await deflate(bytes));
    zip.add(file);
    file.ondata?.(null, compressed, true);
    yield* chunks;
    chunks = [];
  }
  zip.end();
  yield* chunks;
}
