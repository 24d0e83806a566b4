// The page as it was built: its document and the list of its files, held in memory and read again when a build replaces them.
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { z } from "zod";
import { HttpProblem } from "../http/problem.ts";
import type { Encoding } from "./encoding.ts";
import { Template } from "./template.ts";

/** One file of the page in all the forms that lie beside each other, each with a tag of its own. */
export interface PageFile {
  readonly plain: PageForm;
  readonly compressed: ReadonlyMap<Encoding, PageForm>;
}

export interface PageForm {
  readonly path: string;
  readonly tag: string;
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
  #program = "";

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The name of the page's program as it was read last: pages compare it with their own. Empty before the first time. */
  get program(): string {
    return this.#program;
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
    const built = await this.#built;
    this.#program = built.template.program;
    return built;
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
  const [document, forms, editor] = await Promise.all([
    readFile(join(dir, "index.html"), "utf8"),
    formsIn(dir),
    editorFiles(dir),
  ]);
  return { template: new Template(document), files: filesOf(forms), editor };
}

type Forms = ReadonlyMap<string, PageForm>;

async function formsIn(dir: string): Promise<Forms> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(paths.map((path) => formOf(dir, path))));
}

async function formOf(dir: string, path: string): Promise<[string, PageForm]> {
  const { size, mtimeMs } = await stat(path);
  const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
  return [relative(dir, path).split(sep).join("/"), { path, tag }];
}

/** Not the document, which is sent filled, nor what the build keeps for itself. */
const kept = /^(\.|index\.html)|\.(br|gz)$/;

const suffixes: readonly (readonly [Encoding, string])[] = [
  ["br", ".br"],
  ["gzip", ".gz"],
];

function filesOf(forms: Forms): ReadonlyMap<string, PageFile> {
  const shown = [...forms].filter(([name]) => !kept.test(name));
  return new Map(shown.map(([name, plain]) => [`/${name}`, { plain, compressed: compressedOf(forms, name) }]));
}

function compressedOf(forms: Forms, name: string): ReadonlyMap<Encoding, PageForm> {
  return new Map(
    suffixes.flatMap(([encoding, suffix]): [Encoding, PageForm][] => {
      const form = forms.get(name + suffix);
      return form === undefined ? [] : [[encoding, form]];
    }),
  );
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
