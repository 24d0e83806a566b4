// The files that were dropped on the page or chosen in a dialog: those of folders too, without their own folders.
import type { FoundFile } from "./import.ts";

/** More than a project that was taken home has. */
const maxFiles = 200;

export function chosenFiles(files: Iterable<File>): FoundFile[] {
  return Array.from(files, (file) => foundFile(file.name, file));
}

/** Call this in the `drop` event: the browser forgets what was dropped after it. */
export async function droppedFiles({ items }: DataTransfer): Promise<FoundFile[]> {
  const taken = Array.from(items, (item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const found = taken.map(async (each) => {
    if (each === null) return [];
    return each instanceof File ? [foundFile(each.name, each)] : await filesIn(each);
  });
  return (await Promise.all(found)).flat();
}

async function filesIn(entry: FileSystemEntry): Promise<FoundFile[]> {
  if (isFile(entry)) return [foundFile(entry.name, await fileOf(entry))];
  if (!isDirectory(entry)) return [];
  const files = (await entriesOf(entry)).filter(isFile);
  return await Promise.all(files.map(async (each) => foundFile(`${entry.name}/${each.name}`, await fileOf(each))));
}

/** The browser hands them out in parts. */
async function entriesOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const entries: FileSystemEntry[] = [];
  while (entries.length < maxFiles) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) break;
    entries.push(...part);
  }
  return entries;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function foundFile(path: string, file: File): FoundFile {
  return { path, bytes: file.size, read: async () => new Uint8Array(await file.arrayBuffer()) };
}
