import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";
import { z } from "zod";
import { lessonSchema } from "../../server/protocol/lesson.ts";
import { serve } from "./serving.ts";
import { server } from "./shared-server.ts";
import { parsed, problemIn, Visitor } from "./visitor.ts";

const visitor = new Visitor(server.url);
after(() => visitor[Symbol.dispose]());

const most = 30_000;
/** For a listing of more than 150 lines. */
const mostOfLong = 34_000;

async function everyLesson() {
  const { lessons } = z
    .object({ lessons: z.array(z.object({ slug: z.string() })) })
    .parse(JSON.parse((await visitor.call("/api/lessons")).text));
  return Promise.all(
    lessons.map(
      async ({ slug }) => parsed(lessonSchema, await visitor.call(`/api/lessons/${slug}`)) ?? assert.fail(slug),
    ),
  );
}

function scriptIn(html: string): string {
  return /<script src="([^"]+)" defer>/.exec(html)?.[1] ?? assert.fail("there is no script");
}

test("TO5 each framed walkthrough holds its whole listing and every sentence, in less than 30 KB with script and style, or 34 KB if it is long", async () => {
  const decoded = (html: string) => html.replace(/<[^>]*>/g, "").replace(/&#x?\w+;|&\w+;/g, "?");
  for (const { slug, listings, tour } of await everyLesson()) {
    for (const { key, steps } of tour.listings) {
      const { text } = await visitor.call(`/embed/${slug}?listing=${key}`);
      const script = await visitor.call(scriptIn(text));
      const bytes = Buffer.byteLength(text) + Buffer.byteLength(script.text);
      const source = key === "axum" ? listings.axum : listings[key].solution;
      const isLong = source.split("\n").length > 150;
      assert.ok(bytes < (isLong ? mostOfLong : most), `${slug} ${key}: ${bytes} bytes`);
      const shown = [...text.matchAll(/<li(?: class="lit")?>(.*?|\n)<\/li>/gs)].map(([, line]) => decoded(line ?? ""));
      const wanted = source
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/[<>&]/g, "?") || "\n");
      assert.deepEqual(
        shown.slice(0, wanted.length).map((line) => line.replace(/[<>&]/g, "?")),
        wanted,
        `${slug} ${key}`,
      );
      for (const { html } of steps) assert.ok(text.includes(html), html);
      for (const html of tour.takeaways) assert.ok(text.includes(html), html);
      const markup = text.match(/<style>.*?<\/style>|<[^>]*>/gs)?.join("\n") ?? "";
      assert.doesNotMatch(markup, / style=| on\w+=|http:\/\/(?!127)/);
    }
  }
});

test("TO5 a walkthrough may be framed by any page, runs its own script and nothing else, and sets no cookie", async () => {
  using stranger = new Visitor(server.url);
  const { status, headers, text } = await stranger.call("/embed/echo", { headers: { "sec-fetch-site": "cross-site" } });
  assert.equal(status, 200);
  assert.match(String(headers["content-type"]), /^text\/html/);
  assert.equal(headers["set-cookie"], undefined);
  assert.equal(headers["x-frame-options"], undefined);
  assert.equal(headers["cross-origin-resource-policy"], "cross-origin");
  const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  assert.equal(
    headers["content-security-policy"],
    `default-src 'none'; script-src 'self'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors *`,
  );
  const script = await stranger.call(scriptIn(text));
  assert.match(String(script.headers["cache-control"]), /immutable/);
  assert.match(String(script.headers["content-type"]), /^text\/javascript/);
  assert.equal(script.headers["set-cookie"], undefined);
  assert.equal(problemIn(await stranger.call("/embed/player-old.js")).status, 404);
  for (const path of ["/", "/lessons/echo", "/api/lessons"]) {
    assert.equal((await stranger.call(path)).headers["x-frame-options"], "DENY", path);
  }
});

test("TO5 the same walkthrough is not sent twice", async () => {
  const { headers } = await visitor.call("/embed/echo");
  const again = await visitor.call("/embed/echo", { headers: { "if-none-match": String(headers.etag) } });
  assert.deepEqual([again.status, again.text], [304, ""]);
  const other = await visitor.call("/embed/echo?step=2", { headers: { "if-none-match": String(headers.etag) } });
  assert.equal(other.status, 200);
});

test("TO5 the address says listing, step, theme and whether it plays; odd values are as good as none", async () => {
  const { text } = await visitor.call("/embed/echo?listing=axum&step=2&theme=dark&autoplay=0");
  assert.match(text, /<html lang="en" data-theme="dark">/);
  assert.match(text, /data-listing="axum" data-step="2" data-autoplay="false"/);
  assert.match(text, /<li class="lit">.*upgrade/);
  assert.match(text, /href="\/embed\/echo\?listing=events&amp;theme=dark&amp;autoplay=0"/);
  const plain = (await visitor.call("/embed/echo")).text;
  const odd = [
    "step=99",
    "step=0",
    "step=x",
    "step=1&step=2",
    "theme=%3Cscript%3E",
    "autoplay=maybe",
    "listing=__proto__",
    "a[b]=c",
  ];
  for (const query of odd) assert.equal((await visitor.call(`/embed/echo?${query}`)).text, plain, query);
});

test("TO5 a walkthrough that is not there is a small page that says so, in a frame too", async () => {
  for (const slug of ["nothing", "__proto__", "%3Cscript%3E", "..%2f"]) {
    const { status, headers, text } = await visitor.call(`/embed/${slug}`);
    assert.equal(status, 404, slug);
    assert.match(String(headers["content-type"]), /^text\/html/);
    assert.match(text, /Walkthrough not found/);
    assert.doesNotMatch(text.replace(/<style>.*<\/style>/s, ""), /script|proto/);
    assert.match(String(headers["content-security-policy"]), /frame-ancestors \*/);
  }
});

test("TO5 a player that is not built yet is said plainly", async () => {
  await using bare = await serve({ config: { embedDir: "/nowhere" } });
  using someone = new Visitor(bare.url);
  assert.match(problemIn(await someone.call("/embed/echo")).detail, /npm start/);
});
