// The page's build: its document and files, kept in memory, read again after a new build, and served in the smallest
// encoding that the client accepts.
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { RequestHandler } from "express";
import { z } from "zod";
import { type Encoding, encodingFor } from "../http/encoding.ts";
import { HttpProblem } from "../http/problem.ts";
import { Template } from "./document.ts";

interface PageFile {
  readonly plain: FileForm;
  readonly compressed: ReadonlyMap<Encoding, FileForm>;
}

interface FileForm {
  readonly path: string;
  readonly tag: string;
}

type Built = Awaited<ReturnType<typeof readBuilt>>;

export class BuiltPage {
  readonly #dir: string;
  #stamp = "";
  #built: Promise<Built> | null = null;
  #program = "";

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The name of the newest main script that was read: pages compare it with their own. Empty before the first build. */
  get program(): string {
    return this.#program;
  }

  /** The newest complete build. Throws a 503 if there is none. */
  async current(): Promise<Built> {
    const stamp = await stampOf(join(this.#dir, "index.html"));
    if (stamp !== null && stamp !== this.#stamp) {
      this.#stamp = stamp;
      this.#built = readBuilt(this.#dir);
      this.#built.catch(() => {
        this.#stamp = "";
      });
    }
    if (this.#built === null) throw notBuilt();
    const built = await this.#built;
    this.#program = built.template.program;
    return built;
  }
}

export function notBuilt(): HttpProblem {
  return new HttpProblem(503, "The page is not built. Run `npm start`.");
}

async function stampOf(file: string): Promise<string | null> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return null;
  }
}

/**
 * `files` are by URL path, for example `/assets/index-BBXeGc1s.js`; `editor` lists its scripts and styles, the main script
 * first; `cells` is the script of documents with cells; `snippet` and `landing` are what these pages load.
 */
async function readBuilt(dir: string) {
  const [document, forms, manifest] = await Promise.all([
    readFile(join(dir, "index.html"), "utf8"),
    formsIn(dir),
    readManifest(dir),
  ]);
  const cells = manifest["cells/main.ts"]?.file;
  return {
    template: new Template(document),
    files: filesOf(forms),
    editor: editorFiles(manifest),
    cells: cells === undefined ? null : `/${cells}`,
    snippet: { ...entryFiles(manifest, "snippet/main.ts"), run: chunksOf(manifest, "snippet/snippet-run.ts") },
    landing: entryFiles(manifest, "landing/main.ts"),
  };
}

type Forms = ReadonlyMap<string, FileForm>;

async function formsIn(dir: string): Promise<Forms> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(paths.map((path) => formOf(dir, path))));
}

async function formOf(dir: string, path: string): Promise<[string, FileForm]> {
  const { size, mtimeMs } = await stat(path);
  const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
  return [relative(dir, path).split(sep).join("/"), { path, tag }];
}

/** The document, which is sent filled in, the build's own files, and compressed forms. */
const notServed = /^(\.|index\.html)|\.(br|gz)$/;

const suffixes: readonly (readonly [Encoding, string])[] = [
  ["br", ".br"],
  ["gzip", ".gz"],
];

function filesOf(forms: Forms): ReadonlyMap<string, PageFile> {
  const served = [...forms].filter(([name]) => !notServed.test(name));
  return new Map(served.map(([name, plain]) => [`/${name}`, { plain, compressed: compressedOf(forms, name) }]));
}

function compressedOf(forms: Forms, name: string): ReadonlyMap<Encoding, FileForm> {
  const found = suffixes.map(([encoding, suffix]) => [encoding, forms.get(name + suffix)] as const);
  return new Map(found.flatMap(([encoding, form]) => (form === undefined ? [] : [[encoding, form]])));
}

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
    isEntry: z.boolean().default(false),
  }),
);

type Manifest = z.infer<typeof manifestSchema>;

/** Vite's. Without one, the page loads the editor without hints, and cells do not run. */
async function readManifest(dir: string): Promise<Manifest> {
  const text = await readFile(join(dir, ".vite/manifest.json"), "utf8").catch(() => "{}");
  return manifestSchema.parse(JSON.parse(text));
}

function editorFiles(manifest: Manifest): readonly string[] {
  return chunksOf(manifest, "code/monaco-editor.tsx");
}

/** The files of a chunk that a page loads later, and of what it imports, except what entries have loaded already. */
function chunksOf(manifest: Manifest, entry: string): readonly string[] {
  const found = new Set<string>();
  const add = (name: string) => {
    const chunk = manifest[name];
    if (chunk === undefined || chunk.isEntry || found.has(chunk.file)) return;
    for (const file of [chunk.file, ...chunk.css]) found.add(file);
    chunk.imports.forEach(add);
  };
  add(entry);
  return [...found].map((file) => `/${file}`);
}

/** The script and the styles of a document of its own. */
function entryFiles(manifest: Manifest, name: string) {
  const entry = manifest[name];
  return {
    script: entry === undefined ? null : `/${entry.file}`,
    styles: (entry?.css ?? []).map((file) => `/${file}`),
  };
}

export function serveAssets(page: BuiltPage): RequestHandler {
  return async (request, response, next) => {
    if (request.method !== "GET" && request.method !== "HEAD") return next();
    const built = await page.current().catch(() => null);
    const file = built?.files.get(request.path);
    if (file === undefined) return next();
    const { plain, compressed } = file;
    const encoding = encodingFor(request, compressed);
    const form = (encoding === null ? null : compressed.get(encoding)) ?? plain;
    if (encoding !== null) response.setHeader("Content-Encoding", encoding);
    if (compressed.size > 0) response.vary("Accept-Encoding");
    response.type(plain.path.slice(plain.path.lastIndexOf(".")));
    response.setHeader("ETag", form.tag);
    response.setHeader("Cache-Control", cacheControl(request.path));
    response.sendFile(form.path, { cacheControl: false, acceptRanges: false, dotfiles: "allow" }, (error) => {
      // A browser that leaves the page aborts its downloads: that is not a failure.
      if (error !== undefined && error !== null && !response.destroyed) next(error);
    });
  };
}

/** Vite puts a hash of the content into the names of files in assets/. */
function cacheControl(path: string): string {
  return path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
}
