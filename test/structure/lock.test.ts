import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";

const entry = z.looseObject({
  resolved: z.string().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lock = z
  .object({ packages: z.record(z.string(), entry) })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "../../package-lock.json"), "utf8")));
const packages = Object.entries(lock.packages);

test("CL6 the lock file contains the packages of every platform and no download URL", () => {
  const has = (within: string, name: string) =>
    `node_modules/${name}` in lock.packages || `${within}/node_modules/${name}` in lock.packages;
  const missing = packages.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !has(path, name))
      .map((name) => `${path} requires ${name}`),
  );
  assert.deepEqual(missing, []);
  assert.deepEqual(
    packages.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path),
    [],
  );
});
