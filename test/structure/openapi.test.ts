import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openApi } from "../../server/front/http/openapi.ts";
import { routes } from "../../server/front/http/routes/routes.ts";

const file = join(import.meta.dirname, "../../docs/openapi.json");

test("CL5 docs/openapi.json matches the routes, each documented with what it needs", () => {
  const written: unknown = JSON.parse(readFileSync(file, "utf8"));
  assert.deepEqual(written, JSON.parse(JSON.stringify(openApi(routes))), "run: node server/cli/write-openapi.ts");
  const seen = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  assert.equal(seen.size, routes.length, "a route is registered twice");
  for (const { path, summary } of routes) assert.match(summary, /^[A-Z].*\.$/s, path);
});
