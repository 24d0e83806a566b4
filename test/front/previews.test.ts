// The keys of previews, the documents of client pages, and the sockets of those documents.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Previews } from "../../server/front/gate/previews.ts";
import { scriptJson, withScript } from "../../server/protocol/client-page.ts";
import { echo } from "./handlers.ts";
import { Peer, Refused } from "./peer.ts";
import { Player } from "./player.ts";
import { tellingRequest } from "./server-client-handlers.ts";
import { serve } from "./serving.ts";
import { problemIn, Visitor } from "./visitor.ts";

const sessionSecret = "a secret of the tests of previews";
const previews = new Previews(sessionSecret);
const server = await serve({ config: { sessionSecret } });
const visitor = new Player(server.url);
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

const source = '<!doctype html>\n<p id="mine">&lt;/script&gt;</p>\n';

/** A new draft of the visitor's with this client page, and the path of its preview. */
async function draftWith(page: string | null) {
  const draft = await visitor.draft({ handler: echo("play"), page, style: "loop" });
  const saved = await visitor.page(draft.id);
  const room = /room=([\w-]+)$/.exec(saved.previewUrl)?.[1] ?? "";
  return { ...draft, previewUrl: saved.previewUrl, room };
}

function policyOf(header: unknown): Map<string, string> {
  const directives = String(header).split("; ");
  return new Map(directives.map((each) => [each.split(" ")[0] ?? "", each.split(" ").slice(1).join(" ")]));
}

test("PV3 a preview's document needs no cookie and sets none, is never stored, and has an origin of its own that reaches its room and nothing else", async () => {
  const { previewUrl, room } = await draftWith(source);
  using stranger = new Visitor(server.url);
  const { status, headers, text } = await stranger.call(`${previewUrl}&client=Preview+1&page=k3`);
  assert.equal(status, 200);
  assert.equal(headers["set-cookie"], undefined);
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["x-frame-options"], undefined);
  assert.equal(headers["referrer-policy"], "no-referrer");
  assert.equal(headers["x-dns-prefetch-control"], "off");
  assert.match(String(headers["permissions-policy"]), /camera=\(\).*microphone=\(\)/);
  const host = new URL(server.url).host;
  const rooms = ["ws", "wss"].flatMap((scheme) => [
    `${scheme}://${host}/ws/${room}`,
    `${scheme}://${host}/ws/${room}/`,
  ]);
  assert.deepEqual(Object.fromEntries(policyOf(headers["content-security-policy"])), {
    sandbox: "allow-scripts allow-forms",
    "default-src": "'none'",
    "script-src": "'unsafe-inline'",
    "style-src": "'unsafe-inline'",
    "img-src": "data: blob:",
    "font-src": "data:",
    "media-src": "data: blob:",
    "connect-src": rooms.join(" "),
    "form-action": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
  });
  const lines = text.split("\n");
  assert.match(lines[0] ?? "", /^<!doctype html><script>.*<\/script>$/);
  assert.deepEqual(lines.slice(1), source.split("\n").slice(1));
  const [, address = ""] = /"socketPath":"([^"]+)"/.exec(text) ?? [];
  const path = address.replaceAll("\\u0026", "&");
  assert.match(path, /&ws101-client=Preview\+1&ws101-page=k3$/);
  using peer = await Peer.connect(server.gate + path, { origin: "null" });
  assert.equal(await peer.request("hi"), "play:hi");
});

test("PV3 the policy names no address that it cannot, and the host of a request is never written into it otherwise", async () => {
  const { previewUrl } = await draftWith(source);
  const connect = async (host: string) => {
    const { status, headers } = await visitor.call(previewUrl, { headers: { host } });
    return status === 200 ? (policyOf(headers["content-security-policy"]).get("connect-src") ?? "") : String(status);
  };
  assert.equal(await connect("[::1]:3000"), "'self'");
  assert.match(await connect("localhost:3000"), /^ws:\/\/localhost:3000\/ws\/[\w-]+ /);
  for (const host of ["localhost; script-src *", "localhost *", "a'b"]) assert.match(await connect(host), /^4\d\d$/);
});

test("PV3 a preview shows the newest version, nothing without its key, and nothing once its draft is deleted", async () => {
  const draft = await draftWith(source);
  const other = await draftWith("<p>other");
  assert.equal((await visitor.put(draft.id, "<p>newer")).status, 200);
  assert.match((await visitor.call(draft.previewUrl)).text, /<\/script><p>newer$/);
  const wrong = [
    draft.previewUrl.replace(draft.room, other.room),
    draft.previewUrl.replace(draft.id, other.id),
    draft.previewUrl.replace("/draft/", "/snippet/"),
    draft.previewUrl.replace("/draft/", "/__proto__/"),
    draft.previewUrl.replace(/.\?room/, "?room"),
    draft.previewUrl.replace(/room=.*/, "room=%00"),
    draft.previewUrl.replace(/\?.*/, ""),
  ];
  for (const each of wrong) assert.match(String(problemIn(await visitor.call(each)).status), /^40[04]$/, each);
  const opened = await visitor.call(draft.previewUrl, { headers: { "sec-fetch-dest": "document" } });
  assert.equal(problemIn(opened).status, 403);
  assert.equal((await visitor.call(draft.previewUrl, { headers: { "sec-fetch-dest": "iframe" } })).status, 200);
  await visitor.call(`/api/drafts/${draft.id}`, { method: "DELETE" });
  assert.equal(problemIn(await visitor.call(draft.previewUrl)).status, 404);
});

test("PV3 a snippet's preview may stand in any page's frame of ours; one without a client page has none", async () => {
  const room = (await draftWith(null)).room;
  const preview = async (page: string | null) => {
    const id = await visitor.share({ page });
    return visitor.call(previews.pathOf({ kind: "snippet", id, room }));
  };
  const { headers, text } = await preview("<p>shared");
  assert.match(text, /<p>shared$/);
  assert.equal(policyOf(headers["content-security-policy"]).get("frame-ancestors"), "*");
  assert.equal((await preview(null)).status, 404);
});
