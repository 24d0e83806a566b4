import assert from "node:assert/strict";
import { test } from "node:test";
import { whyNot } from "../../web/net/api.ts";

const refused = (detail: string, type = "/problems/invalid") =>
  whyNot({ ok: false, kind: "refused", problem: { type, title: "Bad Request", status: 400, detail } });

test("SH8 a text that the server refuses is explained in a sentence, without the names and types of the API", () => {
  assert.equal(refused("text is not valid: must not be empty."), "The text must not be empty.");
  assert.equal(
    refused("name is not valid: must have at most 40 characters."),
    "The name must have at most 40 characters.",
  );
  const other = "The server did not accept this. Reload the page and try again.";
  assert.equal(refused("pace.step is not valid: Too big: expected number to be <=50."), other);
  assert.equal(refused("The request is not valid: it cannot be read."), other);
  assert.equal(refused("Wait 30 s.", "about:blank"), "Wait 30 s.");
});
