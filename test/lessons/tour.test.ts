// Walkthroughs of a loaded course.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createHighlighter } from "../../server/course/highlight.ts";
import { highlightedLines, readingSeconds } from "../../server/course/tour.ts";
import { tourMarkup } from "../../server/protocol/tour-markup.ts";
import { course } from "./handlers.ts";

const { highlight } = createHighlighter();

/** What a reader sees of highlighted HTML. */
function text(html: string): string {
  const signs: Record<string, string> = { "&#x3C;": "<", "&#x26;": "&", "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  return html.replace(/<[^>]*>/g, "").replace(/&#x\w+;|&\w+;/g, (sign) => signs[sign] ?? assert.fail(sign));
}

test("TO1 a listing is split into lines that keep their colours and every character", () => {
  const source = "const a = `one\n  two $" + '{1 < 2 && "x"}`;\n\n// done';
  const lines = highlightedLines(highlight(source, "ts"));
  assert.deepEqual(lines.map(text), source.split("\n"));
  assert.match(lines[3] ?? "", /^<span style="--shiki-light:#\w+;--shiki-dark:#\w+">\/\/ done<\/span>$/);
  const long = `const long = "${"<".repeat(500)}";`;
  assert.deepEqual(highlightedLines(highlight(long, "ts")).map(text), [long], "too long to be coloured");
  for (const { slug } of course.lessons()) {
    const lesson = course.lesson(slug) ?? assert.fail(slug);
    for (const { key, lines: shown } of lesson.tour.listings) {
      const whole = key === "axum" ? lesson.listings.axum : lesson.listings[key].solution;
      assert.equal(`${shown.map(text).join("\n")}\n`, whole, `${slug} ${key}`);
    }
  }
});

test("TO1 text in the default colour has no markup, and adjacent text of one colour shares it", () => {
  const [line = ""] = highlightedLines(highlight("export default async function f() {}", "ts"));
  assert.match(line, /^<span [^>]*>export default async function<\/span><span [^>]*> f<\/span>.*<\/span>\{\}$/);
});

test("TO1 a step lasts as long as its text and lines take to read", () => {
  assert.equal(readingSeconds("<p>Short.</p>", 1), 4);
  const sentence = "<p>You ask for the next message, and wait for it as long as it takes to come.</p>";
  const seconds = readingSeconds(sentence, 1);
  assert.ok(seconds > 6 && seconds < 8, String(seconds));
  assert.ok(readingSeconds(sentence, 5) > seconds);
  assert.equal(readingSeconds(`<p>${"long ".repeat(100)}</p>`, 1), 14);
});

test("TO1 every step of the course highlights existing lines, and related lessons show their titles", () => {
  for (const { slug } of course.lessons()) {
    const { tour } = course.lesson(slug) ?? assert.fail(slug);
    for (const { lines, steps, key } of tour.listings) {
      for (const { from, to, seconds } of steps) {
        assert.ok(from >= 1 && from <= to && to <= lines.length, `${slug} ${key} ${from}–${to}`);
        assert.ok(seconds >= 4 && seconds <= 14, `${slug} ${key} ${from}: ${seconds} s`);
      }
    }
    for (const related of tour.related) assert.equal(related.title, course.lesson(related.slug)?.title);
    assert.ok(
      tour.related.every((related) => related.slug !== slug),
      slug,
    );
  }
});

test("TO1 the markup highlights its first step and escapes titles", () => {
  const step = { from: 1, to: 1, html: "<p>Text.</p>", seconds: 4 };
  const listing = { key: "axum", title: "Axum", file: "axum.rs", lines: ["fn main() {}"], steps: [step] } as const;
  const takeaways = ["<p>a</p>"];
  const related = [{ slug: "x", title: '<b>"&' }];
  const html = tourMarkup({
    listing: { ...listing, lines: [...listing.lines], steps: [step] },
    takeaways,
    related,
    step: 1,
    linksOut: true,
  });
  assert.match(html, /<li class="lit">/);
  assert.match(
    html,
    /<a class="lesson-link" href="\/lessons\/x" target="_blank" rel="noopener">&lt;b&gt;&quot;&amp;<\/a>/,
  );
  assert.match(html, /max="1" value="1" aria-label="Step" aria-valuetext="step 1 of 1"/);
});
