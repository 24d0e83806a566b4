// Every handler of every lesson, and whether the compiler of the editor would accept it.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Course, loadCourse } from "../../server/course/load.ts";
import { type Style, styleSchema, styles } from "../../server/protocol/lesson.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const lessonsDir = join(root, "lessons");
export const course: Course = await loadCourse(lessonsDir);

/** Absolute paths of starts, solutions and mistakes. */
export function handlerFiles(): string[] {
  return course.lessons().flatMap(({ slug }) => {
    const files = course.files(slug);
    if (!files) throw new Error(`${slug} has no files`);
    const own = styles.flatMap((style) => [files.start(style), files.solution(style)]);
    return [...own, ...files.mistakes.map(({ file }) => file)];
  });
}

/** Solutions that differ from the lesson's own and are as good: `correct/<slug>/<style>-<what>.ts`. */
export interface CorrectFile {
  readonly slug: string;
  readonly style: Style;
  readonly file: string;
}

export async function correctFiles(): Promise<CorrectFile[]> {
  const folder = join(root, "test/lessons/correct");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.sort().map((file) => {
    return { slug: basename(dirname(file)), style: styleSchema.parse(basename(file).split("-")[0]), file };
  });
}

/** The settings of the page's editor; outside of this repository, so that only the guest's own types are found. */
const settings = {
  compilerOptions: {
    target: "esnext",
    module: "esnext",
    moduleResolution: "bundler",
    moduleDetection: "force",
    lib: ["esnext"],
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    isolatedModules: true,
    noEmit: true,
  },
  include: ["**/*.ts"],
};

/** What `tsc` says of these files under the guest's types; empty when all is well. */
export async function typeErrors(
  files: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "ws101-types-"));
  try {
    await cp(join(root, "server/guest/types"), join(dir, "types"), { recursive: true });
    await Promise.all(files.map((file) => copyInto(dir, file)));
    await Promise.all(Object.entries(more).map(([name, text]) => writeFile(join(dir, name), text)));
    await writeFile(join(dir, "tsconfig.json"), JSON.stringify(settings));
    return await tsc(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

async function copyInto(dir: string, file: string) {
  const to = join(dir, relative(root, file));
  await mkdir(dirname(to), { recursive: true });
  await cp(file, to);
}

async function tsc(dir: string): Promise<string> {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const run = promisify(execFile)(process.execPath, [compiler, "--pretty", "false", "-p", dir]);
  return run.then(
    ({ stdout }) => stdout,
    (failed: { stdout?: string }) => failed.stdout || String(failed),
  );
}
