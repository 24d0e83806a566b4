// Files for the playground: which of those that were dropped or chosen are a handler and a client page.
import { limitTable } from "../../server/protocol/limits.ts";
import { longestTitle } from "../../server/protocol/playground.ts";
import { formatCount } from "../ui/format.ts";

/** A file of a folder, of a zip file, or by itself. */
export interface FoundFile {
  /** With slashes. */
  readonly path: string;
  readonly bytes: number;
  read(): Promise<Uint8Array>;
}

/** At least one of both texts. */
export interface Imported {
  readonly handler: string | null;
  readonly page: string | null;
  /** Null if neither the project nor a file has a name that says something. */
  readonly title: string | null;
}

export type ImportResult =
  | { readonly ok: true; readonly value: Imported }
  /** A sentence that says why nothing can be imported. */
  | { readonly ok: false; readonly problem: string };

export async function importFiles(files: readonly FoundFile[]): Promise<ImportResult> {
  try {
    return { ok: true, value: await readProgram(await unpacked(files)) };
  } catch (error) {
    if (error instanceof ImportError) return { ok: false, problem: error.message };
    throw error;
  }
}

class ImportError extends Error {
  override readonly name = "ImportError";
}

const maxZipBytes = 5 << 20;
const maxFiles = 100;
const names = { handler: "handler.ts", page: "client.html", readme: "README.md" } as const;
const limits = { handler: limitTable.sourceBytes.value, page: limitTable.pageBytes.value } as const;

async function readProgram(files: readonly FoundFile[]): Promise<Imported> {
  const handler = choose(files, names.handler, isHandler);
  const page = choose(files, names.page, isPage);
  if (handler === null && page === null) throw new ImportError(nothingIn(files));
  return {
    handler: handler && (await textOf(handler, limits.handler)),
    page: page && (await textOf(page, limits.page)),
    title: await titleOf(files, [handler, page]),
  };
}

function isHandler(name: string): boolean {
  return /\.m?ts$/i.test(name) && !/\.d\.m?ts$/i.test(name);
}

function isPage(name: string): boolean {
  return /\.html?$/i.test(name);
}

/** The file with this name, as projects have it, or the only one of its kind. */
function choose(files: readonly FoundFile[], name: string, isOfKind: (name: string) => boolean): FoundFile | null {
  const found = files.filter(({ path }) => isOfKind(nameOf(path)));
  const [named] = found.filter(({ path }) => nameOf(path) === name).sort((a, b) => depth(a.path) - depth(b.path));
  if (named !== undefined || found.length < 2) return named ?? found[0] ?? null;
  const listed = found.slice(0, 3).map(({ path }) => nameOf(path));
  throw new ImportError(
    `There are several: ${listed.join(", ")}${found.length > 3 ? "…" : ""}. Name one ${name}, or import one at a time.`,
  );
}

function nothingIn(files: readonly FoundFile[]): string {
  const [first] = files;
  const what =
    first === undefined
      ? "There is no file"
      : files.length === 1
        ? `${nameOf(first.path)} is neither a handler nor a client page`
        : "Among these files is neither a handler nor a client page";
  return `${what}. Import a .ts file, an .html file, or a project that you took home.`;
}

async function textOf(file: FoundFile, most: number): Promise<string> {
  const name = nameOf(file.path);
  limitSize(name, file.bytes, most);
  const bytes = await file.read();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ImportError(`${name} cannot be read: it is not text in UTF-8.`);
  }
}

function limitSize(name: string, bytes: number, most: number): void {
  if (bytes <= most) return;
  throw new ImportError(`${name} is too large: ${formatCount(bytes)} bytes, and the limit is ${formatCount(most)}.`);
}

/** That of the project's README, else the first name that is not the usual one. */
async function titleOf(files: readonly FoundFile[], chosen: readonly (FoundFile | null)[]): Promise<string | null> {
  const readme = files.find(({ path, bytes }) => nameOf(path) === names.readme && bytes <= limits.page);
  const heading = readme === undefined ? undefined : /^# (.+)$/m.exec(await textOf(readme, limits.page))?.[1];
  const usual: readonly string[] = Object.values(names);
  const own = chosen.flatMap((file) => (file === null || usual.includes(nameOf(file.path)) ? [] : [nameOf(file.path)]));
  const folder = chosen.flatMap((file) => file?.path.split("/").at(-2) ?? []);
  const title = heading?.replace(/\\(.)/g, "$1") ?? own[0]?.replace(/\.\w+$/, "") ?? folder[0];
  return title === undefined ? null : [...title].slice(0, longestTitle).join("");
}

/** The files in the only file, if that is a zip file. */
async function unpacked(files: readonly FoundFile[]): Promise<readonly FoundFile[]> {
  const [zip, other] = files;
  if (zip === undefined || other !== undefined || !/\.zip$/i.test(zip.path)) return files;
  limitSize(zip.path, zip.bytes, maxZipBytes);
  const bytes = await zip.read();
  const { unzipSync } = await import("fflate");
  try {
    // Those that are too large are listed without their bytes, so that their size can be named.
    const sizes = new Map<string, number>();
    const filter = ({ name, originalSize }: { readonly name: string; readonly originalSize: number }) => {
      if (!isWanted(name) || sizes.size === maxFiles) return false;
      sizes.set(name, originalSize);
      return originalSize <= Math.max(limits.handler, limits.page);
    };
    const contents = unzipSync(bytes, { filter });
    return [...sizes].map(([path, size]) => ({
      ...{ path, bytes: size },
      read: async () => contents[path] ?? new Uint8Array(),
    }));
  } catch {
    throw new ImportError(`${zip.path} cannot be read: it is damaged, or not a zip file.`);
  }
}

/** The program of a project is in its outermost folder. */
function isWanted(path: string): boolean {
  const name = nameOf(path);
  return depth(path) < 2 && (isHandler(name) || isPage(name) || name === names.readme);
}

function depth(path: string): number {
  return path.split("/").filter((part) => part !== "").length - 1;
}

function nameOf(path: string): string {
  return path.split("/").at(-1) ?? path;
}
