// The pages of shared snippets, their frames in other pages, and their cards.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "../clients/until.ts";
import { serve } from "./serving.ts";
import { server } from "./shared-server.ts";
import { chat, type Shared, Stranger, share } from "./shared-snippet.ts";
import { problemIn, Visitor } from "./visitor.ts";

const hostileTitle = `"><script>alert(1)</script> & 'quotes'`;
const hostileCode = `// </script><script>alert(2)</script><!-- \u202e
${chat}`;
const hostilePage = `<!doctype html><script>alert(3)</script></pre></details>`;

let shared: Shared;
let hostile: Shared;
let visitor: Visitor;
before(async () => {
  shared = await share(server.url, { handler: chat, title: "Chat with friends", page: "<p>client page</p>" });
  hostile = await share(server.url, { handler: hostileCode, title: hostileTitle, page: hostilePage });
  visitor = new Visitor(server.url);
});
after(() => visitor?.[Symbol.dispose]());

const asBrowser = { accept: "text/html" };

function get(path: string, headers: Record<string, string> = asBrowser) {
  return visitor.call(path, { headers });
}

function decoded(html: string): string {
  return html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll(/&#x([0-9a-f]+);/gi, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replaceAll("&amp;", "&");
}

test("SN24 the page of a snippet has its code, its title and its date without scripts, and sets no cookie", async () => {
  const { status, headers, text } = await get(`/p/${shared.id}`);
  assert.equal(status, 200);
  assert.equal(headers["set-cookie"], undefined);
  const shown = decoded(text);
  for (const line of chat.trimEnd().split("\n")) assert.ok(shown.includes(line), line);
  assert.ok(shown.includes("<p>client page</p>"));
  assert.match(text, /<h1>Chat with friends<\/h1>/);
  assert.match(text, /async loop · shared <time datetime="20\d\d-[^"]+">\d+ \w+ 20\d\d<\/time>/);
  assert.match(text, /<noscript>/);
  assert.doesNotMatch(text, /react|monaco/i);
  // A later visit finds the code highlighted.
  await until("highlighted code", async () => /--shiki-dark/.exec((await get(`/p/${shared.id}`)).text));
});

test("SN24 a link to it is shown with title, description and card; search engines see it once it is published", async () => {
  const path = `/p/${shared.id}`;
  const { headers, text } = await get(path);
  assert.equal(headers["x-robots-tag"], "noindex");
  assert.match(text, /<meta name="robots" content="noindex" \/>/);
  assert.match(text, /<meta property="og:title" content="Chat with friends · ws101" \/>/);
  assert.match(text, new RegExp(`<meta property="og:image" content="${server.url}/card${path}.png" />`));
  const card = await get(`/card${path}.png`);
  assert.deepEqual([card.status, card.headers["content-type"]], [200, "image/png"]);
  assert.equal(card.headers["cross-origin-resource-policy"], "cross-origin");
  await shared.creator.call(`/api/snippets/${shared.id}`, { method: "PATCH", body: { published: true } });
  const published = await get(path);
  assert.equal(published.headers["x-robots-tag"], undefined);
  assert.doesNotMatch(published.text, /noindex/);
});

test("HA61 titles, code and client pages of visitors are text in the page, the frame, their tags and the card", async () => {
  for (const path of [`/p/${hostile.id}`, `/embed/p/${hostile.id}?show=both`]) {
    const { text } = await get(path);
    assert.equal(text.match(/<script/g)?.length, path.startsWith("/p/") ? 2 : 1, path);
    assert.doesNotMatch(text, /<script>|alert\(\d\)<\/script>|<!--|\u202e/);
    assert.ok(decoded(text).includes(hostileTitle), path);
    assert.ok(decoded(text).includes(hostilePage), path);
  }
  assert.equal((await get(`/card/p/${hostile.id}.png`)).status, 200);
});

test("SN23 what is not shared has a page that leads to the playground, and where sharing is off, a sentence", async () => {
  for (const id of ["0000000000", "__proto__", "%3Cscript%3E", "x".repeat(2_000)]) {
    const { status, text } = await get(`/p/${id}`);
    assert.equal(status, 404, id);
    assert.match(text, /<h1>Nothing is shared here<\/h1>/);
    assert.match(text, /href="\/play"/);
    assert.doesNotMatch(text, /proto|<script>/);
    assert.equal(problemIn(await get(`/api/snippets/${id}`, {})).status, 404);
    const frame = await get(`/embed/p/${id}`);
    assert.equal(frame.status, 404, id);
    assert.match(frame.text, /There is no such snippet/);
    assert.match(String(frame.headers["content-security-policy"]), /frame-ancestors \*/);
  }
  await using off = await serve({ config: { sharing: false } });
  using someone = new Visitor(off.url);
  for (const path of [`/p/${shared.id}`, `/embed/p/${shared.id}`]) {
    const { status, text } = await someone.call(path, { headers: asBrowser });
    assert.equal(status, 403);
    assert.match(text, /Sharing is turned off on this server/);
  }
});

test("SN24 operators' report link is on the page, if there is one", async () => {
  assert.doesNotMatch((await get(`/p/${shared.id}`)).text, /Report/);
  await using other = await serve({ config: { reportUrl: "mailto:abuse@example.org" } });
  const { id } = await share(other.url, { handler: chat });
  using someone = new Visitor(other.url);
  assert.match((await someone.call(`/p/${id}`)).text, /href="mailto:abuse@example.org"[^>]*>Report</);
});

test("EB1 any page may frame a snippet, which sets no cookie, runs its own script only, and is small", async () => {
  const { status, headers, text } = await get(`/embed/p/${shared.id}`, {
    ...asBrowser,
    "sec-fetch-site": "cross-site",
  });
  assert.equal(status, 200);
  assert.equal(headers["set-cookie"], undefined);
  assert.equal(headers["x-frame-options"], undefined);
  const policy = String(headers["content-security-policy"]);
  for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors *", "form-action 'none'"])
    assert.ok(policy.includes(part), policy);
  assert.doesNotMatch(policy, /script-src[^;]*unsafe/);
  assert.match(text, /<meta name="robots" content="noindex" \/>/);
  const files = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, file]) => file ?? "");
  assert.ok(files.some((file) => file.endsWith(".js")) && files.some((file) => file.endsWith(".css")));
  const sizes = await Promise.all(files.map(async (file) => Buffer.byteLength((await get(file)).text)));
  const bytes = sizes.reduce((sum, size) => sum + size, Buffer.byteLength(text));
  assert.ok(bytes < 40_000, `${bytes} bytes, not even compressed`);
});

test("EB1 the address says theme, room, what is shown and whether it is editable; odd values are as good as none", async () => {
  const path = `/embed/p/${shared.id}`;
  const dark = (await get(`${path}?theme=dark&editable=1&show=code`)).text;
  assert.match(dark, /<html lang="en" data-theme="dark">/);
  assert.match(dark, /data-starts="click" data-room="own" data-show="code"/);
  assert.match(dark, /code-edit/);
  const everyones = (await get(`${path}?room=shared&editable=1&show=client`)).text;
  assert.match(everyones, /data-room="shared" data-show="client"/);
  assert.doesNotMatch(everyones, /code-edit/);
  assert.match(everyones, /<details class="snippet-code">/);
  const plain = (await get(path)).text;
  for (const query of [
    "theme=%3Cscript%3E",
    "room=mine",
    "show=__proto__",
    "editable=yes",
    "show=code&show=client",
    "a[b]=c",
  ])
    assert.equal((await get(`${path}?${query}`)).text, plain, query);
});

test("EB2 documents of snippets and frames open no room and create no learner", async () => {
  const used = async () => {
    const { text } = await get("/metrics", {});
    return ["ws101_rooms", "ws101_sockets", 'ws101_budget_used{budget="learners",scope="total"}'].map(
      (name) => text.split("\n").find((line) => line.startsWith(`${name} `)) ?? name,
    );
  };
  const before = await used();
  for (const path of [`/p/${shared.id}`, `/embed/p/${shared.id}`, `/embed/p/${shared.id}?room=shared`]) await get(path);
  assert.deepEqual(await used(), before);
});

test("EB6 a page of the server shows three programs in frames, with their lines; templates are found by their slugs", async () => {
  const { status, text } = await get("/embedding");
  assert.equal(status, 200);
  const lines = [...text.matchAll(/<iframe src="([^"]+)"[^>]*><\/iframe>/g)].map(([line, src]) => ({
    line,
    src: src ?? "",
  }));
  assert.deepEqual(
    lines.map(({ src }) => src.includes("room=shared")),
    [true, false, false],
    "readers of the first one share it",
  );
  for (const { line, src } of lines) {
    assert.ok(decoded(text).includes(line), line);
    const { pathname, search } = new URL(src.replaceAll("&amp;", "&"));
    const frame = await get(pathname + search);
    assert.equal(frame.status, 200, src);
    using someone = new Stranger(server.url);
    for (const isShared of [true, false]) {
      const { room } = await someone.open(pathname.split("/").at(-1) ?? "", isShared);
      assert.ok(room?.ok, src);
    }
  }
  assert.match((await get("/p/chat")).text, /data-from="\{&quot;template&quot;:&quot;chat&quot;\}"/);
  using someone = new Visitor(server.url);
  assert.equal((await someone.call("/api/snippets/chat", { method: "PATCH", body: { published: false } })).status, 403);
});

test("SN3 many who open one link at once guess nothing, and are not refused", async () => {
  await using small = await serve({ limits: { unknownSnippetsPerMinute: 3 } });
  const { id } = await share(small.url, { handler: chat });
  using someone = new Visitor(small.url);
  const answers = await Promise.all(Array.from({ length: 20 }, () => someone.call(`/embed/p/${id}`)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
});
