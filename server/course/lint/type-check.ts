// Type-checks handlers, snippets and mutants as the page's editor does: all of them in one run of the compiler.
import { execFile } from "node:child_process";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseSyntax } from "./syntax.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

export interface CompilerError {
  readonly line: number;
  /** 0 for a syntax error. */
  readonly code: number;
  readonly message: string;
}

const root = fileURLToPath(new URL("../../..", import.meta.url));
const compiler = join(root, "node_modules/typescript/bin/tsc");

/** The settings of the page's editor. */
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

/** `sources` by file name, for example `02-echo/loop/start.ts`. Returns the errors of those that have some. */
export async function typeErrorsOf(sources: ReadonlyMap<string, string>): Promise<Map<string, CompilerError[]>> {
  // Outside of this repository, so that only the guest's own types are found.
  const { correct, errors } = parsed(sources);
  return await inTemporaryFolder(async (dir) => {
    await cp(join(root, "server/guest/types"), join(dir, "types"), { recursive: true });
    const folders = new Set([...correct.keys()].map((name) => dirname(join(dir, name))));
    await Promise.all([...folders].map((folder) => mkdir(folder, { recursive: true })));
    await Promise.all([...correct].map(([name, source]) => writeFile(join(dir, name), source)));
    await writeFile(join(dir, "tsconfig.json"), JSON.stringify(settings));
    return new Map([...errors, ...parseErrors(await compile(dir))]);
  });
}

/** The compiler looks at no types at all if the syntax of one file is wrong. */
function parsed(sources: ReadonlyMap<string, string>) {
  const correct = new Map<string, string>();
  const errors = new Map<string, CompilerError[]>();
  for (const [name, source] of sources) {
    const { error } = parseSyntax(source);
    if (error === null) correct.set(name, source);
    else errors.set(name, [{ line: source.slice(0, error.at).split("\n").length, code: 0, message: error.message }]);
  }
  return { correct, errors };
}

async function compile(dir: string): Promise<string> {
  const args = [compiler, "--pretty", "false", "-p", "."];
  const run = promisify(execFile)(process.execPath, args, { cwd: dir, maxBuffer: 64 << 20 });
  return await run.then(
    ({ stdout }) => stdout,
    (failed: { stdout?: string }) => {
      if (failed.stdout) return failed.stdout;
      throw failed;
    },
  );
}

function parseErrors(output: string): Map<string, CompilerError[]> {
  const errors = new Map<string, CompilerError[]>();
  for (const [, file = "", line, code, message = ""] of output.matchAll(errorLine)) {
    errors.set(file, [...(errors.get(file) ?? []), { line: Number(line), code: Number(code), message }]);
  }
  if (errors.size === 0 && output.trim() !== "") throw new Error(`The type checker failed: ${output.trim()}`);
  return errors;
}

const errorLine = /^(\S.*?)\((\d+),\d+\): error TS(\d+): (.*)$/gm;

const unusedCodes = [6133, 6192, 6196, 6198, 6199, 6205];

/** A mutant or a snippet may declare what it does not use. */
export function isUnused({ code }: CompilerError): boolean {
  return unusedCodes.includes(code);
}
