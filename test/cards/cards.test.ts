import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { inflateSync } from "node:zlib";
import { type Card, courseCard, drawable, lessonCard } from "../../server/front/pages/card.ts";
import { Cards } from "../../server/front/pages/cards.ts";
import { course } from "../lessons/handlers.ts";

const plain: Card = {
  about: "Lesson 1 · 5 min",
  title: "Title",
  summary: "Summary.",
  isCode: true,
  lines: [[{ text: "  code();", colour: "#ffffff" }]],
};

/** For all tests that need no painter of their own: each takes half a second to start. */
const shared = mkdtempSync(join(tmpdir(), "ws101-cards-"));
const cards = new Cards({ folder: shared });
after(async () => {
  await cards[Symbol.asyncDispose]();
  rmSync(shared, { recursive: true, force: true });
});

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ws101-cards-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function sizeOf(png: Buffer): [number, number] {
  assert.equal(png.subarray(1, 4).toString("latin1"), "PNG");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

/** The picture's rows as they were before they were compressed: how much is drawn on them can be compared. */
function drawn(png: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const end = at + 8 + png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") chunks.push(png.subarray(at + 8, end));
  }
  return inflateSync(Buffer.concat(chunks));
}

test("TO10 a lesson's card is a picture of 1200 × 630 with its title on it, painted once for each content", async () => {
  const [png, same] = await Promise.all([cards.png(plain), cards.png({ ...plain })]);
  assert.deepEqual(sizeOf(png), [1200, 630]);
  assert.equal(png, same);
  assert.equal(await cards.png(plain), png);
  assert.equal(cards.painted, 1);
  const other = await cards.png({ ...plain, title: "Another" });
  assert.notDeepEqual(drawn(other), drawn(png));
  assert.equal(cards.painted, 2);
  assert.equal(readdirSync(shared).length, 2);
});

test("TO10 code is set in a monospaced font, other lines are not", async () => {
  /** A visible bar after ten letters that are not drawn. */
  const barAfter = async (letters: string, isCode: boolean) => {
    const line = [
      { text: letters.repeat(10), colour: "transparent" },
      { text: "|", colour: "#ffffff" },
    ];
    return drawn(await cards.png({ ...plain, isCode, lines: [line] }));
  };
  assert.ok((await barAfter("i", true)).equals(await barAfter("W", true)), "the bar is at the same place");
  assert.ok(!(await barAfter("i", false)).equals(await barAfter("W", false)));
});

test("TO10 pictures are reused at the next start; a truncated file is painted again", async (t) => {
  const folder = scratch(t);
  const png = await (async () => {
    await using cards = new Cards({ folder: folder });
    return await cards.png(plain);
  })();
  await using again = new Cards({ folder: folder });
  assert.deepEqual(await again.png(plain), png);
  assert.equal(again.painted, 0);
  const [file = ""] = readdirSync(folder);
  writeFileSync(join(folder, file), png.subarray(0, 500));
  await using third = new Cards({ folder: folder });
  assert.deepEqual(await third.png(plain), png);
  assert.equal(third.painted, 1);
  await using nowhere = new Cards({ folder: "/dev/null/cards" });
  assert.deepEqual(await nowhere.png(plain), png);
});

const odd = {
  "every kind of letter": "漢字 😀 שלום عربي ก็ हिन्दी 𝕳 👩‍💻",
  "a lone surrogate": "a\ud800b\udfff",
  "controls and directions": "\u0000\u0007\u001b[31m\u202eabc\u200b\ufeff\uffff",
  "a hundred marks": `e${"\u0301".repeat(100)}`,
  "one long word": "W".repeat(80),
  "markup and styles": '<script>alert(1)</script>&amp;";color:red',
  nothing: "",
};

test("TO10 a card is painted whatever characters its title, summary and code contain", async () => {
  const [lesson] = course.lessons().map(({ slug }) => course.lesson(slug) ?? assert.fail(slug));
  assert.ok(lesson);
  for (const [what, title] of Object.entries(odd)) {
    const card = lessonCard({ ...lesson, title, summary: title.repeat(3) }, "loop");
    const lines = [[{ text: drawable(title), colour: "#ffffff" }], [], [{ text: "", colour: "#ffffff" }]];
    assert.deepEqual(sizeOf(await cards.png({ ...card, lines })), [1200, 630], what);
  }
});

test("TO10 characters that the fonts lack are left out; an empty title becomes the lesson's slug", () => {
  assert.equal(drawable("Żółć Ωμέγα Жук “a – b…”"), "Żółć Ωμέγα Жук “a – b…”");
  assert.equal(drawable("e\u0301 漢\ud800\u202e!"), "é !");
  const lesson = course.lesson("echo") ?? assert.fail();
  assert.equal(lessonCard({ ...lesson, title: "漢字" }, "loop").title, "echo");
});

test("TO10 a card has number, title, minutes and summary, and shows the handler in colour", () => {
  const lesson = course.lesson("json-protocol") ?? assert.fail();
  const card = lessonCard(lesson, "loop");
  const { number, minutes, title, summary } = lesson;
  assert.deepEqual([card.about, card.title, card.summary], [`Lesson ${number} · ${minutes} min`, title, summary]);
  const lines = card.lines.map((runs) => runs.map(({ text }) => text).join(""));
  assert.deepEqual(lines, lesson.listings.loop.solution.split("\n").slice(6, 13));
  assert.ok(new Set(card.lines.flat().map(({ colour }) => colour)).size > 3);
  assert.equal(courseCard(course.lessons()).about, `${course.lessons().length} lessons`);
});

test("TO10 a picture that takes too long, or a painter that dies, costs only that picture", async (t) => {
  await using slow = new Cards({ folder: scratch(t), deadlineMs: 1 });
  await assert.rejects(slow.png(plain), /could not be painted. It took longer than 1 ms/);
  const leaving = new Cards({ folder: scratch(t) });
  const never = assert.rejects(leaving.png(plain), /could not be painted/);
  await new Promise(setImmediate);
  await leaving[Symbol.asyncDispose]();
  await never;
  await assert.rejects(leaving.png(plain), /shutting down/);
});

test("TO10 cards are painted in a thread of their own, which costs the server's own thread almost nothing", async () => {
  const [own, all] = [process.threadCpuUsage(), process.cpuUsage()];
  for (const title of ["One", "Two", "Three"]) await cards.png({ ...plain, title });
  const [ownAfter, allAfter] = [process.threadCpuUsage(own), process.cpuUsage(all)];
  const share = (ownAfter.user + ownAfter.system) / (allAfter.user + allAfter.system);
  assert.ok(share < 0.25, `${(share * 100).toFixed()} % of the work was done by the server's own thread`);
});
