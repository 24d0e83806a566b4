// Snippets: sharing, reading, limits, and what strangers and crowds try.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Allowance } from "../../server/front/gate/rate-limits.ts";
import { HttpProblem } from "../../server/front/http/problem.ts";
import { playLesson } from "../../server/protocol/lesson-names.ts";
import { limitsWith } from "../../server/protocol/limits.ts";
import { snippetSchema, snippetsSchema } from "../../server/protocol/snippet.ts";
import { echo } from "./handlers.ts";
import { Player } from "./player.ts";
import type { Serving } from "./serving.ts";
import { parsed, problemIn } from "./visitor.ts";
import { serveWorkshops, TestInstructor } from "./workshop-people.ts";

let server: Serving;
before(async () => {
  const limits = {
    snippetsPerLearner: 2,
    snippetsPerHour: 4,
    snippetsPerHourPerAddress: 5,
    unknownSnippetsPerMinute: 3,
  };
  server = await serveWorkshops({ config: { trustProxy: 1 }, limits });
});
after(() => server[Symbol.asyncDispose]());

/** A visitor at an address of their own. */
class At extends Player {
  readonly #from: Record<string, string>;

  constructor(address: string) {
    super(server.url);
    this.#from = { "x-forwarded-for": address };
  }

  override call(path: string, call: Parameters<Player["call"]>[1] = {}) {
    return super.call(path, { ...call, headers: { ...this.#from, ...call.headers } });
  }

  async read(id: string) {
    const answer = await this.call(`/api/snippets/${id}`);
    return { ...answer, snippet: parsed(snippetSchema, answer) };
  }
}

test("SN1 whoever has the link reads a snippet, without a session; it stays as it was, and can be forked", async () => {
  using ann = new At("192.0.2.1");
  using bob = new At("192.0.2.2");
  const [handler, page] = [echo("shared"), "<p>hello"];
  const answer = await ann.tryToShare({ title: "Chat", handler, page });
  const { id, url } = JSON.parse(answer.text);
  assert.equal(url, `${server.url}/p/${id}`);
  const { snippet } = await bob.read(id);
  const { createdAtMs: _, ...shown } = snippet ?? assert.fail();
  const bytes = handler.length + page.length;
  const text = { title: "Chat", style: "loop", handler, page, bytes } as const;
  assert.deepEqual(shown, { id, url, ...text, published: false, mine: false });
  assert.equal(bob.cookie, "", "reading creates no learner");
  assert.equal((await ann.read(id)).snippet?.mine, true);
  const fork = await bob.draft({ snippet: id });
  assert.equal(fork.title, "Chat");
  assert.equal((await bob.code({ lesson: playLesson(fork.id) })).source, handler);
  await bob.load(echo("changed"), { lesson: playLesson(fork.id) });
  assert.equal((await bob.page(fork.id)).source, page);
  assert.equal((await ann.read(id)).snippet?.handler, handler);
});

test("SN1 only its creator publishes a snippet; its creator and instructors delete it", async () => {
  using ann = new At("192.0.2.3");
  using bob = new At("192.0.2.4");
  using kim = await TestInstructor.signIn(server.url);
  const [mine, reported] = [await ann.share(), await ann.share()];
  const publish = { method: "PATCH", body: { published: true } };
  for (const stranger of [bob, kim]) assert.equal((await stranger.call(`/api/snippets/${mine}`, publish)).status, 403);
  const refused = await bob.call(`/api/snippets/${mine}`, { method: "DELETE" });
  assert.deepEqual([refused.status, problemIn(refused).type], [403, "/problems/not-yours"]);
  assert.equal((await ann.call(`/api/snippets/${mine}`, publish)).status, 200);
  assert.equal((await ann.read(mine)).snippet?.published, true);
  assert.equal((await kim.call(`/api/snippets/${reported}`, { method: "DELETE" })).status, 200);
  const list = parsed(snippetsSchema, await ann.call("/api/snippets"));
  assert.deepEqual(
    list?.snippets.map(({ id }) => id),
    [mine],
  );
  assert.equal((await ann.call(`/api/snippets/${mine}`, { method: "DELETE" })).status, 200);
  assert.equal((await ann.read(mine)).status, 404);
});

test("SN7 who shares the same again gets the same link, which counts once; a change of the title or of a text makes another", async () => {
  using ann = new At("192.0.2.11");
  using bob = new At("192.0.2.12");
  const program = { title: "Chat", handler: echo("same"), page: "<p>" };
  const first = await ann.share(program);
  for (let n = 0; n < 5; n++) assert.equal(await ann.share(program), first);
  assert.notEqual(await bob.share(program), first);
  const changed = await ann.share({ ...program, page: null });
  assert.notEqual(changed, first);
  await ann.call(`/api/snippets/${first}`, { method: "DELETE" });
  await ann.call(`/api/snippets/${changed}`, { method: "DELETE" });
  assert.notEqual(await ann.share(program), first, "a link that was deleted stays dead");
  assert.notEqual(await ann.share({ ...program, title: "Chat 2" }), first);
});

test("SN6 who shares without a session gets a key that deletes that snippet; wrong keys are refused after a few", async () => {
  using ann = new At("192.0.2.9");
  using bob = new At("192.0.2.10");
  const share = async () => JSON.parse((await ann.tryToShare({}, { cookie: "" })).text);
  const [first, second] = [await share(), await share()];
  assert.notEqual(first.deleteKey, second.deleteKey);
  await ann.call("/api/progress");
  const known = JSON.parse((await ann.tryToShare()).text);
  assert.deepEqual(Object.keys(known), ["id", "url"], "a browser is known by its session");
  const remove = (who: At, id: string, key: string) =>
    who.call(`/api/snippets/${id}?${new URLSearchParams({ key })}`, { method: "DELETE" });
  assert.equal((await remove(bob, first.id, first.deleteKey)).text, '{"snippets":[]}');
  assert.equal(bob.cookie, "", "deleting creates no learner");
  assert.equal((await ann.read(first.id)).status, 404);
  assert.ok(!(await ann.read(second.id)).text.includes(second.deleteKey));
  for (const guess of [first.deleteKey, "", "x"]) {
    const refused = await remove(bob, second.id, guess);
    assert.deepEqual([refused.status, problemIn(refused).type], [403, "/problems/wrong-key"]);
  }
  assert.equal((await remove(bob, second.id, second.deleteKey)).status, 429);
  assert.equal((await ann.read(second.id)).status, 200);
});

test("SN2 a learner keeps so many snippets and shares so many in an hour; what is too long is refused", async () => {
  using ann = new At("192.0.2.5");
  const [first] = [await ann.share(), await ann.share()];
  const third = await ann.tryToShare();
  assert.equal(third.status, 409);
  assert.equal(problemIn(third).detail, "Limit snippetsPerLearner reached: you have 2 snippets. Delete one first.");
  await ann.call(`/api/snippets/${first}`, { method: "DELETE" });
  await ann.share();
  const fifth = await ann.tryToShare();
  assert.deepEqual([fifth.status, problemIn(fifth).limit], [429, "snippetsPerHour"]);
  assert.ok(Number(fifth.headers["retry-after"]) > 600);
  assert.match(
    (await ann.call("/metrics", { headers: { "x-forwarded-for": "127.0.0.1" } })).text,
    /budget="snippets",scope="total"} [1-9]/,
  );
  const long = "x".repeat(65_537);
  for (const [over, limit] of [
    [{ handler: long }, "sourceBytes"],
    [{ page: long }, "pageBytes"],
  ] as const) {
    const answer = await ann.tryToShare(over);
    assert.deepEqual([answer.status, problemIn(answer).limit], [413, limit]);
  }
});

test("SN2 dropping the cookie does not help: an address, for IPv6 its /64, shares so many in an hour", async () => {
  for (let n = 0; n < 5; n++) {
    using fresh = new At(`2001:db8:1:2::${n + 1}`);
    await fresh.share();
  }
  using late = new At("2001:db8:1:2:ffff::1");
  const answer = await late.tryToShare();
  assert.deepEqual([answer.status, problemIn(answer).limit], [429, "snippetsPerHourPerAddress"]);
  assert.match(problemIn(answer).detail, /^Limit snippetsPerHourPerAddress reached: 5 .* Try again in \d+ s\.$/);
  using neighbour = new At("2001:db8:1:3::1");
  await neighbour.share();
});

test("SN3 guessed ids are refused after a few, an existing one too until then; other addresses read on", async () => {
  using ann = new At("192.0.2.6");
  using bob = new At("192.0.2.7");
  const id = await ann.share();
  for (let n = 0; n < 5; n++) assert.equal((await bob.read(id)).status, 200);
  for (const guess of ["0000000000", "__proto__", "..%2f..%2f"]) assert.equal((await bob.read(guess)).status, 404);
  const refused = await bob.read(id);
  assert.deepEqual([refused.status, problemIn(refused).limit], [429, "unknownSnippetsPerMinute"]);
  assert.equal((await bob.call(`/api/snippets/${id}`, { method: "DELETE" })).status, 429);
  assert.equal((await bob.call("/api/drafts", { method: "POST", body: { from: { snippet: id } } })).status, 429);
  assert.equal((await ann.read(id)).status, 200);
});

test("SN3 an allowance comes back with time, and is kept per owner", () => {
  let nowMs = 0;
  const allowance = new Allowance(
    limitsWith({ unknownSnippetsPerMinute: 2 }),
    "unknownSnippetsPerMinute",
    "minute",
    () => nowMs,
  );
  const isRefused = (owner: string) => {
    try {
      allowance.take(owner);
      return false;
    } catch (error) {
      return error instanceof HttpProblem ? error.headers["Retry-After"] : error;
    }
  };
  assert.deepEqual([isRefused("a"), isRefused("a"), isRefused("a"), isRefused("b")], [false, false, "30", false]);
  allowance.giveBack("a");
  assert.deepEqual([isRefused("a"), isRefused("a")], [false, "30"]);
  nowMs += 30_000;
  assert.deepEqual([isRefused("a"), isRefused("a")], [false, "30"]);
});

test("SN4 a title that is too long, shows nothing or changes the direction of text is refused; markup stays text", async () => {
  using ann = new At("192.0.2.8");
  const { id } = await ann.draft({ template: "blank-loop" });
  for (const title of ["", " ", "x".repeat(81), "abc\u202egnp", "a\u200bb", "\u001b[31m", "\u3164", "a\ud800"]) {
    assert.equal((await ann.tryToShare({ title })).status, 400, JSON.stringify(title));
    const rename = { method: "PATCH", body: { title } };
    assert.equal((await ann.call(`/api/drafts/${id}`, rename)).status, 400, JSON.stringify(title));
  }
  const title = "</title><img src=x onerror=alert(1)>";
  const snippet = await ann.share({ title });
  const answer = await ann.read(snippet);
  assert.equal(answer.snippet?.title, title);
  assert.match(String(answer.headers["content-type"]), /^application\/json/);
  assert.equal(answer.headers["x-content-type-options"], "nosniff");
});
