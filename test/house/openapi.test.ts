import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openApi } from "../../server/protocol/openapi.ts";

const root = join(import.meta.dirname, "../..");

test("CL5 docs/openapi.json is what the schemas say now", () => {
  const written: unknown = JSON.parse(readFileSync(join(root, "docs/openapi.json"), "utf8"));
  assert.deepEqual(written, JSON.parse(JSON.stringify(openApi())), "run: node server/cli/write-openapi.ts");
});

test("CL5 every call of the front stands in docs/openapi.json", () => {
  const documented = new Set(Object.keys((openApi() as { paths: object }).paths));
  const folder = join(root, "server/front/http/routes");
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const served = files.flatMap((source) =>
    [...source.matchAll(/^ {4}"(\/[^"]*)": \{/gm)].map((match) => match[1] ?? ""),
  );
  assert.ok(served.length >= 8, served.join(" "));
  assert.deepEqual(
    served.filter((path) => !documented.has(path.replace(/:(\w+)/g, "{$1}"))),
    [],
  );
});
