// The page as it was built: its document and the list of its files, held in memory and read again when a build replaces them.
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { z } from "zod";
import { HttpProblem } from "../problem.ts";
import type { Encoding } from "./encoding.ts";
import { Template } from "./template.ts";

/** One file of the page, and which compressed forms of it lie beside it. */
export interface PageFile {
  readonly path: string;
  readonly encodings: ReadonlySet<Encoding>;
}

export interface Built {
  readonly template: Template;
  /** By the address they are served at: `/assets/index-BBXeGc1s.js`. */
  readonly files: ReadonlyMap<string, PageFile>;
  /** Addresses of the scripts and styles that the editor needs, itself first. */
  readonly editor: readonly string[];
}

export class BuiltPage {
  readonly #dir: string;
  #stamp = "";
  #built: Promise<Built> | null = null;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Throws the 503 that says what to do when nothing was built yet. While a build is under way the last one serves. */
  async current(): Promise<Built> {
    const stamp = await stampOf(join(this.#dir, "index.html"));
    if (stamp !== null && stamp !== this.#stamp) {
      this.#stamp = stamp;
      this.#built = readBuilt(this.#dir);
      this.#built.catch(() => {
        this.#stamp = "";
      });
    }
    if (this.#built === null) throw new HttpProblem(503, "The page is not built yet: `npm start` builds it.");
    return this.#built;
  }
}

async function stampOf(file: string): Promise<string | null> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return null;
  }
}

async function readBuilt(dir: string): Promise<Built> {
  const [document, names, editor] = await Promise.all([
    readFile(join(dir, "index.html"), "utf8"),
    namesIn(dir),
    editorFiles(dir),
  ]);
  return { template: new Template(document), files: filesOf(dir, names), editor };
}

async function namesIn(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

/** Not the document, which is sent filled, nor what the build keeps for itself. */
const kept = /^(\.|index\.html)|\.(br|gz)$/;

function filesOf(dir: string, names: readonly string[]): ReadonlyMap<string, PageFile> {
  const all = new Set(names);
  const encodings = (name: string) => {
    const found: [Encoding, string][] = [
      ["br", `${name}.br`],
      ["gzip", `${name}.gz`],
    ];
    return new Set(found.filter(([, file]) => all.has(file)).map(([encoding]) => encoding));
  };
  const shown = names.filter((name) => !kept.test(name));
  return new Map(shown.map((name) => [`/${name}`, { path: join(dir, name), encodings: encodings(name) }]));
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

/** From the build's manifest; none when there is no such file, and then the page finds them by itself. */
async function editorFiles(dir: string): Promise<readonly string[]> {
  const text = await readFile(join(dir, ".vite/manifest.json"), "utf8").catch(() => "{}");
  const manifest = manifestSchema.parse(JSON.parse(text));
  const found = new Set<string>();
  const add = (name: string) => {
    const chunk = manifest[name];
    if (chunk === undefined || chunk.isEntry || found.has(chunk.file)) return;
    for (const file of [chunk.file, ...chunk.css]) found.add(file);
    chunk.imports.forEach(add);
  };
  add("code/monaco-editor.tsx");
  return [...found].map((file) => `/${file}`);
}
