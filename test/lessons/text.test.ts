// What a lesson's text, front matter, hints and tour turn into, and how their authors hear of mistakes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseHint } from "../../server/checks/hint.ts";
import { CourseError } from "../../server/course/course-error.ts";
import { readFrontMatter } from "../../server/course/front-matter.ts";
import { createHighlighter } from "../../server/course/highlight.ts";
import { renderLessonText } from "../../server/course/lesson-text.ts";
import { readListing } from "../../server/course/listing.ts";
import { readManifest } from "../../server/course/manifest.ts";
import { createMarkdown } from "../../server/course/markdown.ts";
import { readTour } from "../../server/course/tour.ts";
import type { TestResult } from "../../server/protocol/checks.ts";

const { highlight } = createHighlighter();
const shared = readFrontMatter("course.md", "---\ndifficulty: easy\nclients: [A, B]\nclock: stepped\n---\n");
const own = "title: Echo\nsummary: Sends it back.\nminutes: 8\nconcepts: [loop]";

const listings = new Map([
  ["loop/start.ts", readListing("const one = 1;\n// #region two\nconst two = 2;\n// #endregion\nconst three = 3;\n")],
  ["loop/solution.ts", readListing("first();\n  second();\nthird();\n  second();\n")],
  ["events/solution.ts", readListing("only();\n")],
  ["axum.rs", readListing("fn main() {}\n")],
]);

function render(body: string, checks: readonly string[] = []) {
  return renderLessonText({ file: "lesson.md", body, bodyLine: 10, clients: ["A", "B"], checks, listings, highlight });
}

function refused(work: () => unknown, file: string, line: number | null, words: RegExp) {
  assert.throws(work, (error) => {
    assert.ok(error instanceof CourseError, String(error));
    assert.deepEqual([error.file, error.line], [file, line]);
    assert.match(error.message, words);
    assert.ok(error.remedy.length > 10);
    return true;
  });
}

function manifest(yaml: string) {
  return readManifest(readFrontMatter("lesson.md", `---\n${yaml}\n---\n`), shared);
}

test("LE1 a lesson's front matter stands over the course's, key by key", () => {
  assert.deepEqual(manifest(own).clients, ["A", "B"]);
  assert.equal(manifest(own).clock, "stepped");
  assert.equal(manifest(`${own}\nclock: real`).clock, "real");
  assert.equal(manifest(`${own}\ndifficulty: hard`).difficulty, "hard");
});

test("LE1 front matter that is wrong is refused with file, line and remedy", () => {
  refused(() => manifest(`${own}\nminutes: soon`.replace("minutes: 8\n", "")), "lesson.md", 5, /`minutes`: .*1 to 60/);
  refused(() => manifest(`${own}\ncolour: red`), "lesson.md", 6, /`colour`: .*Only these keys are known: title/);
  refused(() => manifest(own.replace("title: Echo\n", "")), "lesson.md", 1, /`title`: /);
  refused(() => manifest(`${own}\nstart: {`), "lesson.md", 6, /YAML cannot be read/);
  refused(() => readFrontMatter("lesson.md", "# Echo\n"), "lesson.md", 1, /no front matter/);
});

test("LE2 raw HTML, and links that lead astray, never reach the page", () => {
  const { html } = render("<script>alert(1)</script> <b onclick=x>bold</b>\n\n[x](javascript:alert(1))");
  assert.doesNotMatch(html, /<script|<b |href/);
  assert.match(html, /&lt;script&gt;/);
  refused(() => render("one\n\n[x](http://example.org)"), "lesson.md", 12, /no link of a lesson/);
  refused(() => render("[x](../../secret)"), "lesson.md", 10, /no link of a lesson/);
  assert.match(render("[x](https://example.org)").html, /rel="noopener noreferrer"/);
  assert.match(render("[x](lesson:reverse)").html, /class="lesson-link" href="\/lessons\/reverse"/);
});

test("LE2 a link to a line of the editor quotes a line of the start", () => {
  assert.match(render("[here](<line:const two>)").html, /<a class="focus-line" href="#code" data-find="const two">/);
  refused(() => render("\n[here](<line:const four>)"), "lesson.md", 11, /`const four`/);
});

test("LE3 directives become elements the page knows, and what comes after a pass stands apart", () => {
  const text = render(":::step\nRead.\n:::\n:::step\n:::instructor\nAsk.\n:::\n:::\n:::after\nWell done.\n:::");
  assert.match(text.html, /<section class="step" data-step="1">\s*<p>Read\.<\/p>/);
  assert.match(text.html, /data-step="2">\s*<aside class="instructor" hidden>/);
  assert.doesNotMatch(text.html, /Well done/);
  assert.match(text.afterHtml, /<p>Well done\.<\/p>/);
});

test("LE3 a directive that is unknown, unclosed or closed twice is refused; one inside code is code", () => {
  refused(() => render("one\n:::stop\n:::"), "lesson.md", 11, /No directive is called `stop`/);
  refused(() => render(":::step\none"), "lesson.md", 10, /never closed/);
  refused(() => render("one\n\n:::"), "lesson.md", 12, /closes nothing/);
  assert.match(render("```text\n:::stop\n```").html, /:::stop/);
});

test("LE2 code comes from the lesson's files, by region, so that text and code cannot drift", () => {
  const { html } = render("```ts file=loop/start.ts region=two\n```");
  assert.match(html, /<figure class="listing" data-file="loop\/start.ts" data-style="loop" data-from="2" data-to="2">/);
  assert.match(html, /two/);
  assert.doesNotMatch(html, /three|#region/);
  refused(() => render("\n```ts file=loop/end.ts\n```"), "lesson.md", 11, /no `loop\/end.ts`/);
  refused(() => render("```ts file=loop/start.ts region=ten\n```"), "lesson.md", 10, /no region `ten`.*two/);
  refused(() => render("```ts file=loop/start.ts\nconst my = 0;\n```"), "lesson.md", 10, /code of its own/);
});

test("LE3 a try button carries out the commands that it names, and only those there are", () => {
  const run = `connect a; a send {"type":"ping"}; b binary 00ff; b close 1000 bye; +30s`;
  const { html } = render(`:::try{run='${run}'}\nGo \`on\`\n:::`);
  const data = /data-try="([^"]*)"/.exec(html)?.[1]?.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code));
  assert.deepEqual(JSON.parse(data ?? ""), [
    { do: "connect", client: "A" },
    { do: "send", client: "A", text: '{"type":"ping"}' },
    { do: "binary", client: "B", hex: "00ff" },
    { do: "close", client: "B", code: 1000, reason: "bye" },
    { do: "advance", seconds: 30 },
  ]);
  assert.match(html, /<button type="button" class="try" [^>]*>Go <code>on<\/code><\/button>/);
  refused(() => render(':::try{run="a dance"}\nGo\n:::'), "lesson.md", 10, /`a dance` is no command/);
  refused(() => render(':::try{run="connect c"}\nGo\n:::'), "lesson.md", 10, /no client C/);
});

const failed: TestResult = {
  id: "",
  title: "",
  status: "fail",
  message: "",
  transcript: [],
  hint: null,
  fault: null,
  ms: 1,
};
const fault: NonNullable<TestResult["fault"]> = {
  kind: "error",
  message: "",
  limit: null,
  line: 1,
  column: 1,
  stack: [],
  peer: null,
  stops: false,
  version: 1,
};

test("CH16 a hint in a text belongs to a check and to what happened", () => {
  const body = ':::hint{check=x when="came late"}\nSooner.\n:::\n:::hint{check=x}\nElse.\n:::';
  const { hints, html } = render(body, ["x", "y"]);
  assert.equal(html.trim(), "");
  const shown = (id: string, observed: string, over: Partial<TestResult> = {}) =>
    chooseHint(hints, { ...failed, id, observed, ...over });
  assert.equal(shown("x", "it came late"), "<p>Sooner.</p>\n");
  assert.equal(shown("x", "", { fault: { ...fault, message: "it came late" } }), "<p>Sooner.</p>\n");
  assert.equal(shown("x", "it never came"), "<p>Else.</p>\n");
  assert.equal(shown("y", "it came late"), null);
  assert.equal(shown("x", "it came late", { status: "pass" }), null);
  refused(() => render(body, ["y"]), "lesson.md", 10, /No check has the id `x`/);
});

const tour = `## loop/solution.ts

\`\`\`
first();
  second();
\`\`\`
One. {4s}

\`\`\`
third();
\`\`\`
Two.

## events/solution.ts
\`\`\`
only
\`\`\`
Three.
## axum.rs
\`\`\`
fn main() {}
\`\`\`
Four.
## Takeaways

- a
- b
- c

## Related
- echo
`;

function readTourOf(text: string) {
  const markdown = createMarkdown({ file: "tour.md", listings, highlight });
  return readTour({ file: "tour.md", text, listings, markdown });
}

test("LE7 a tour's steps light the lines that they quote, and it ends with three takeaways", () => {
  const read = readTourOf(tour);
  assert.deepEqual(read.listings[0]?.steps, [
    { lines: { from: 1, to: 2 }, html: "<p>One.</p>\n", seconds: 4 },
    { lines: { from: 3, to: 3 }, html: "<p>Two.</p>\n", seconds: null },
  ]);
  assert.deepEqual([read.takeaways.length, read.related], [3, ["echo"]]);
});

test("LE7 a tour is refused when a step lights nothing, or more than one place, or says nothing", () => {
  refused(() => readTourOf(tour.replace("third", "fourth")), "tour.md", 9, /No line holds `fourth\(\);`/);
  refused(() => readTourOf(tour.replace("third", "second")), "tour.md", 9, /stands on lines 2 and 4/);
  refused(() => readTourOf(tour.replace("Two.", "")), "tour.md", 9, /says nothing/);
  refused(() => readTourOf(tour.replace("- c\n", "")), "tour.md", null, /2 takeaways/);
  refused(() => readTourOf(tour.replace("## axum.rs", "## other.rs")), "tour.md", null, /`axum.rs` has no steps/);
});
