import assert from "node:assert/strict";
import { test } from "node:test";
import { server } from "./shared-server.ts";
import { problemIn, Visitor } from "./visitor.ts";

test("TO10 a card may be shown by any page, is kept for a while, and is not sent twice", async () => {
  using visitor = new Visitor(server.url);
  for (const slug of ["echo", "course"]) {
    const { status, headers } = await visitor.call(`/card/${slug}.png`, {
      headers: { "sec-fetch-site": "cross-site" },
    });
    assert.equal(status, 200);
    assert.equal(headers["content-type"], "image/png");
    assert.equal(headers["cross-origin-resource-policy"], "cross-origin");
    assert.match(String(headers["cache-control"]), /^public, max-age=\d+/);
    assert.equal(headers["set-cookie"], undefined);
    const again = await visitor.call(`/card/${slug}.png`, { headers: { "if-none-match": String(headers.etag) } });
    assert.deepEqual([again.status, again.text], [304, ""]);
  }
  for (const path of ["/card/nothing.png", "/card/__proto__.png", "/card/..%2fsecret.png", "/card/echo.svg"]) {
    assert.equal(problemIn(await visitor.call(path)).status, 404, path);
  }
});
