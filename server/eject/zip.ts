// A zip file: always the same bytes for the same files.
import { promisify } from "node:util";
import { crc32, deflateRaw } from "node:zlib";
import { Zip, type ZipInputFile } from "fflate";

/** On the thread pool. */
const deflate = promisify(deflateRaw);
const deflated = 8;
/** The first that a zip file can express. It is written in local time. */
const modified = new Date(1980, 0, 1);

interface Entry {
  readonly file: ZipInputFile;
  /** Compressed. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** `files` by path. */
export async function zipFile(files: ReadonlyMap<string, string>): Promise<Buffer> {
  const entries = await Promise.all([...files].map(entryOf));
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  for (const { file, bytes } of entries) {
    zip.add(file);
    file.ondata?.(null, bytes, true);
  }
  zip.end();
  return Buffer.concat(chunks);
}

async function entryOf([filename, text]: [string, string]): Promise<Entry> {
  const bytes = Buffer.from(text);
  const file = { filename, size: bytes.length, crc: crc32(bytes), compression: deflated, mtime: modified };
  return { file, bytes: new Uint8Array(await deflate(bytes)) };
}
