// The keys of previews, the documents of client pages, and the sockets of those documents.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Previews } from "../../server/front/gate/previews.ts";
import { scriptJson, withScript } from "../../server/protocol/client-page.ts";
import { Peer, Refused } from "./peer.ts";
import { tellingRequest } from "./server-client-handlers.ts";
import { serve } from "./serving.ts";
import { Visitor } from "./visitor.ts";

const sessionSecret = "a secret of the tests of previews";
const previews = new Previews(sessionSecret);
const server = await serve({ config: { sessionSecret } });
const visitor = new Visitor(server.url);
after(async () => {
  visitor[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const pages = [
  { page: "<!doctype html>\n<p>", result: "<!doctype html><script>S</script>\n<p>" },
  {
    page: "\ufeff \n<!-- a > b\n -- -->\n<!DOCTYPE html><p>",
    result: "\ufeff \n<!-- a > b\n -- -->\n<!DOCTYPE html><script>S</script><p>",
  },
  { page: "<p>\n<!doctype html>", result: "<script>S</script><p>\n<!doctype html>" },
  { page: "<!-- <!doctype html> -->\n<p>", result: "<script>S</script><!-- <!doctype html> -->\n<p>" },
  { page: "<!-- never closed <!doctype html>", result: "<script>S</script><!-- never closed <!doctype html>" },
  { page: "", result: "<script>S</script>" },
];

test("PV1 our script comes before everything else of a client page and moves none of its lines", () => {
  for (const { page, result } of pages) assert.equal(withScript(page, "S"), result);
  // An expression that tries every way to part comments would not come to an end.
  for (const part of ["<!---->", "<!-- ", "-->", " ", "<!doctype "]) {
    assert.ok(withScript(part.repeat(65_536 / part.length), "S").includes("<script>S</script>"));
  }
  assert.equal(scriptJson("</script><!--&\u2028"), '"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028"');
});

test("PV2 a page without an origin is admitted to the room of its key, which the handler never sees, and to nothing else", async () => {
  const { url, room } = await visitor.load(tellingRequest);
  const other = await visitor.load(tellingRequest, { lesson: "reverse" });
  const key = previews.socketKeyOf(room);
  using peer = await Peer.connect(`${url}?ws101-preview=${key}&ws101-client=Preview+1&token=1`, { origin: "null" });
  const told = await peer.next();
  assert.ok(told.includes(`"url":"/ws/${room}?token=1"`), told);
  assert.ok(!told.includes(key), told);
  const refused = [
    url,
    `${url}?ws101-preview=`,
    `${url}?ws101-preview=${key}x`,
    `${url}?ws101-preview=${key.toLowerCase()}`,
    `${url}?ws101-preview=x&ws101-preview=${key}`,
    `${other.url}?ws101-preview=${key}`,
    `${server.gate}/live?ws101-preview=${key}`,
    `${server.gate}/preflight/socket?ws101-preview=${key}`,
  ];
  for (const each of refused) await assert.rejects(Peer.connect(each, { origin: "null" }), isRefusal, each);
  const keyed = `${url}?ws101-preview=${key}`;
  for (const origin of ["http://evil.example", "null.example", "http://null"])
    await assert.rejects(Peer.connect(keyed, { origin }), isRefusal, origin);
});

const isRefusal = (error: unknown) => error instanceof Refused && error.status === 403;
