// Parsing of lesson text, front matter, hints and tours, and the errors their authors see.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CourseError } from "../../server/course/course-error.ts";
import { parseCourse, parseFrontMatter, parseManifest } from "../../server/course/front-matter.ts";
import { createHighlighter } from "../../server/course/highlight.ts";
import { renderLessonText } from "../../server/course/lesson-text.ts";
import { parseListing } from "../../server/course/listing.ts";
import { parseTour } from "../../server/course/tour.ts";
import { unescapeHtml } from "../../server/protocol/html.ts";

const { highlight } = createHighlighter();
const shared = parseFrontMatter("course.md", "---\ndifficulty: easy\nclients: [A, B]\nclock: stepped\n---\n");
const own = "title: Echo\nsummary: Sends it back.\nminutes: 8\nconcepts: [loop]";

const listings = new Map([
  ["loop/start.ts", parseListing("const one = 1;\n// #region two\nconst two = 2;\n// #endregion\nconst three = 3;\n")],
  ["loop/solution.ts", parseListing("first();\n  second();\nthird();\n  second();\n")],
  ["events/solution.ts", parseListing("only();\n")],
  ["axum.rs", parseListing("fn main() {}\n")],
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
  return parseManifest(parseFrontMatter("lesson.md", `---\n${yaml}\n---\n`), shared);
}

test("LE1 a lesson's front matter overrides the course's, key by key", () => {
  assert.deepEqual(manifest(own).clients, ["A", "B"]);
  assert.equal(manifest(own).clock, "stepped");
  assert.equal(manifest(`${own}\nclock: real`).clock, "real");
  assert.deepEqual(manifest(`${own}\nlimits: { socketsPerRoom: 3 }`).limits, { socketsPerRoom: 3 });
  assert.equal(manifest(`${own}\ndifficulty: hard`).difficulty, "hard");
});

test("LE1 a lesson names the panes that it shows and the one that is open at first; all are shown by default", () => {
  assert.deepEqual(manifest(own).panes, { shown: ["lesson", "code", "clients", "wire", "checks"] });
  const { panes } = manifest(`${own}\npanes: { shown: [code, wire], first: console }`);
  assert.deepEqual(panes, { shown: ["code", "wire"], first: "console" });
  const none = (yaml: string, words: RegExp) =>
    refused(() => manifest(`${own}\npanes: ${yaml}`), "lesson.md", 6, words);
  none("{ shown: [code, editor] }", /`panes\.shown\.1`: .*of lesson, code, clients, wire, checks/);
  none("{ shown: [] }", /`panes\.shown`: /);
  none("{ shown: [code, code] }", /`panes\.shown`: names a pane twice/);
  none("{ shown: [code], first: lesson }", /`panes\.first`: is not one of the panes that are shown/);
});

test("LE1 course.md has the course's own title and colour, which lessons do not inherit", () => {
  const course = (yaml: string) => parseCourse(parseFrontMatter("course.md", `---\n${yaml}\n---\n`));
  const { info, shared: rest } = course('title: Ours\ncolors: { accent: "#7a3ff2" }\ndifficulty: easy');
  assert.deepEqual(info, { title: "Ours", colors: { accent: "#7a3ff2" } });
  assert.deepEqual(rest.values, { difficulty: "easy" });
  assert.deepEqual(course("difficulty: easy").info, {});
  refused(() => course("difficulty: easy\ncolors: { accent: red }"), "course.md", 3, /`colors\.accent`: .*#0b6f67/);
  refused(() => course('title: ""'), "course.md", 2, /`title`: /);
  const untitled = parseFrontMatter("lesson.md", `---\n${own.replace("title: Echo\n", "")}\n---\n`);
  refused(() => parseManifest(untitled, rest), "lesson.md", 1, /`title` is missing\. Give the lesson a title/);
});

test("LE1 invalid front matter is refused with file, line and remedy", () => {
  refused(() => manifest(`${own}\nminutes: soon`.replace("minutes: 8\n", "")), "lesson.md", 5, /`minutes`: .*1 to 60/);
  refused(() => manifest(`${own}\ncolour: red`), "lesson.md", 6, /`colour`: .*The known keys are title/);
  refused(() => manifest(`${own}\nlimits: { sockets: 3 }`), "lesson.md", 6, /`limits`: .*socketsPerRoom \(1 to 100\)/);
  refused(() => manifest(`${own}\nlimits: { socketsPerRoom: 101 }`), "lesson.md", 6, /`limits\.socketsPerRoom`: /);
  for (const key of ["title", "summary", "minutes", "concepts"]) {
    const missing = new RegExp(`^lesson\\.md:1: \`${key}\` is missing\\. \\w`);
    refused(() => manifest(own.replace(new RegExp(`^${key}: .*$`, "m"), "")), "lesson.md", 1, missing);
  }
  refused(() => manifest(`${own}\nstart: {`), "lesson.md", 6, /YAML is invalid: [^:]+[^.:]\. Fix/);
  const twice = /^lesson\.md:6: The YAML is invalid: Map keys must be unique\. Fix this line\.$/;
  refused(() => manifest(`${own}\ntitle: Again`), "lesson.md", 6, twice);
  refused(() => parseFrontMatter("lesson.md", "# Echo\n"), "lesson.md", 1, /no front matter/);
});

test("LE2 raw HTML and unsafe links never reach the page", () => {
  const { html } = render("<script>alert(1)</script> <b onclick=x>bold</b>\n\n[x](javascript:alert(1))");
  assert.doesNotMatch(html, /<script|<b |href/);
  assert.match(html, /&lt;script&gt;/);
  refused(() => render("one\n\n[x](http://example.org)"), "lesson.md", 12, /is not a valid link/);
  refused(() => render("[x](../../secret)"), "lesson.md", 10, /is not a valid link/);
  assert.match(render("[x](https://example.org)").html, /rel="noopener noreferrer"/);
  assert.match(render("[x](lesson:reverse)").html, /class="lesson-link" href="\/lessons\/reverse"/);
});

test("LE2 a link to a line of the editor quotes a line of a start", () => {
  assert.match(render("[here](<line:const two>)").html, /<a class="focus-line" href="#code" data-find="const two">/);
  assert.match(render("[here](<line:const two || const one>)").html, /data-find="const two \|\| const one"/);
  refused(() => render("\n[here](<line:const four>)"), "lesson.md", 11, /`const four`/);
  refused(() => render("[here](<line:const two || const four>)"), "lesson.md", 10, /`const two \|\| const four`/);
});

test("LE3 directives become elements of the page, and text for after a pass is separate", () => {
  const text = render(":::step\nRead.\n:::\n:::step\nWrite.\n:::\n:::after\nWell done.\n:::");
  assert.match(text.html, /<section class="step" data-step="1">\s*<p>Read\.<\/p>/);
  assert.match(text.html, /data-step="2">\s*<p>Write\.<\/p>/);
  assert.doesNotMatch(text.html, /Well done/);
  assert.match(text.afterHtml, /<p>Well done\.<\/p>/);
});

test("LE26 notes for presenters are no part of the lesson's text, and belong to the step around them", () => {
  const text = render(":::instructor\nBegin.\n:::\n:::step\nRead.\n:::\n:::step\n:::instructor\n_Ask._\n:::\n:::");
  assert.doesNotMatch(text.html, /Begin|Ask/);
  assert.deepEqual(text.notes, [
    { step: null, html: "<p>Begin.</p>\n" },
    { step: 2, html: "<p><em>Ask.</em></p>\n" },
  ]);
  refused(() => render(":::step\n:::instructor\n\n:::\n:::"), "lesson.md", 11, /`:::instructor` is empty/);
  refused(
    () => render(":::instructor\n:::both\n:::\n:::lab{kind=frame}\nTry\n:::\n:::"),
    "lesson.md",
    13,
    /Move this out of/,
  );
});

test("LE3 an unknown, unclosed or twice closed directive is refused; inside code it is code", () => {
  refused(() => render("one\n:::stop\n:::"), "lesson.md", 11, /No directive is called `stop`/);
  refused(() => render(":::step\none"), "lesson.md", 10, /never closed/);
  refused(() => render("one\n\n:::"), "lesson.md", 12, /closes nothing/);
  assert.match(render("```text\n:::stop\n```").html, /:::stop/);
});

test("LE3 text in a directive that is not an attribute is refused, such as what follows a stray quote", () => {
  const hint = (when: string) => render(`one\n:::hint{check=a when=${when}}\nText.\n:::`, ["a"]);
  refused(() => hint('"received text "4""'), "lesson.md", 11, /`4""` is not an attribute\. .* single quotes: /);
  assert.equal(hint("'received text \"4\"'").hints[0]?.when?.pattern, 'text "4"');
});

test("LE2 code comes from the lesson's files, by region", () => {
  const { html } = render("```ts file=loop/start.ts region=two\n```");
  assert.match(html, /<figure class="listing" data-file="loop\/start.ts" data-style="loop" data-from="2" data-to="2">/);
  assert.match(html, /two/);
  assert.doesNotMatch(html, /three|#region/);
  refused(() => render("\n```ts file=loop/end.ts\n```"), "lesson.md", 11, /no `loop\/end.ts`/);
  refused(() => render("```ts file=loop/start.ts region=ten\n```"), "lesson.md", 10, /no region `ten`.*two/);
  refused(() => render("```ts file=loop/start.ts\nconst my = 0;\n```"), "lesson.md", 10, /is not empty/);
});

test("LE16 a step names the checks that complete it, each once and in the order in which they run", () => {
  const step = (checks: string) => `:::step{checks="${checks}"}\nDo it.\n:::\n`;
  const { html, steps } = render(`:::step\nRead.\n:::\n${step("a b")}${step("c")}`, ["a", "b", "c"]);
  assert.deepEqual(steps, [{ checks: [] }, { checks: ["a", "b"] }, { checks: ["c"] }]);
  assert.match(html, /data-step="1">\s*<p>Read/);
  assert.match(html, /data-step="2">\s*<p class="step-state small muted">Step 2 of 3<\/p>\s*<p>Do it/);
  refused(() => render(step("a d"), ["a", "b"]), "lesson.md", 10, /No check has the id `d`/);
  refused(() => render(step("b a"), ["a", "b"]), "lesson.md", 10, /`a` runs before `b`/);
  refused(() => render(step("b") + step("a"), ["a", "b"]), "lesson.md", 13, /`a` runs before `b`/);
  refused(() => render(step("a") + step("a"), ["a", "b"]), "lesson.md", 13, /Name each check once/);
});

test("LE16 text, try buttons and code of one style say so", () => {
  const { html } = render(':::only{style=loop}\nAsk.\n:::\n:::try{style=events run="connect a"}\nGo\n:::');
  assert.match(html, /<div class="only" data-style="loop">\s*<p>Ask\.<\/p>/);
  assert.match(html, /<button type="button" class="try" data-style="events" data-try=/);
  refused(() => render(":::only\nAsk.\n:::"), "lesson.md", 10, /names no style/);
  refused(() => render(":::only{style=rust}\nAsk.\n:::"), "lesson.md", 10, /no style `rust`/);
});

test("LE3 a laboratory opens from a button that names it; an unknown one is refused", () => {
  assert.match(
    render(":::lab{kind=frame}\nTake it apart\n:::").html,
    /<button type="button" class="lab" data-lab="frame">Take it apart<\/button>/,
  );
  refused(() => render(":::lab{kind=beaker}\nx\n:::"), "lesson.md", 10, /names no laboratory.*handshake, frame/s);
});

test("LE3 a try button holds the commands it names; unknown ones are refused", () => {
  const run = `connect a; connect b ?token=1&x=/ chat.v1 chat.v2; a send {"type":"ping"}; b binary 00ff; b close 1000 bye; +30s; a ping; b ping are you there?; a pause; clock real; a resume; clock stepped; connect a ?token=2 chat.v1 refused 401`;
  const { html } = render(`:::try{run='${run}'}\nGo \`on\`\n:::`);
  const data = unescapeHtml(/data-try="([^"]*)"/.exec(html)?.[1] ?? "");
  assert.deepEqual(JSON.parse(data), [
    { do: "connect", client: "A" },
    { do: "connect", client: "B", query: "?token=1&x=/", protocols: ["chat.v1", "chat.v2"] },
    { do: "send", client: "A", text: '{"type":"ping"}' },
    { do: "binary", client: "B", hex: "00ff" },
    { do: "close", client: "B", code: 1000, reason: "bye" },
    { do: "advance", seconds: 30 },
    { do: "ping", client: "A", text: "" },
    { do: "ping", client: "B", text: "are you there?" },
    { do: "pause", client: "A" },
    { do: "clock", mode: "real" },
    { do: "resume", client: "A" },
    { do: "clock", mode: "stepped" },
    { do: "connect", client: "A", query: "?token=2", protocols: ["chat.v1"], refused: 401 },
  ]);
  assert.match(html, /<button type="button" class="try" [^>]*>Go <code>on<\/code><\/button>/);
  const closes = ["a close 1006", "a close 99999", "a close 999", "a close bye", `a close 1000 ${"é".repeat(62)}`];
  const wrongs = ["a pause now", "clock fast", `a ping ${"x".repeat(126)}`, "connect a chat chat", ...closes];
  for (const wrong of wrongs)
    refused(() => render(`:::try{run="${wrong}"}\nGo\n:::`), "lesson.md", 10, /is not a command.*`a resume`/);
  refused(() => render(':::try{run="connect a;"}\nGo\n:::'), "lesson.md", 10, /A command is empty\. Write/);
  refused(() => render(':::try{run="a dance"}\nGo\n:::'), "lesson.md", 10, /`a dance` is not a command/);
  refused(() => render(':::try{run="connect c"}\nGo\n:::'), "lesson.md", 10, /no client C/);
});

test("CH16 a hint in a text belongs to a check, and to a style and to what happened if it names them", () => {
  const body = `:::hint{check=x style=loop when="received /^text/" because="sooner"}\nSooner.\n:::\n:::hint{check=x}\nElse.\n:::`;
  const { hints, html } = render(body, ["x", "y"]);
  assert.equal(html.trim(), "");
  assert.deepEqual(hints, [
    {
      check: "x",
      style: "loop",
      when: { kind: "received", pattern: "/^text/" },
      because: "sooner",
      html: "<p>Sooner.</p>\n",
    },
    { check: "x", style: null, when: null, because: null, html: "<p>Else.</p>\n" },
  ]);
  refused(() => render(body, ["y"]), "lesson.md", 10, /No check has the id `x`/);
});

test("CH16 a hint that can match nothing is refused with its line", () => {
  const hint = (attributes: string) => () => render(`\n:::hint{check=x ${attributes}}\nNo.\n:::`, ["x"]);
  for (const when of ["came late", "text", "nothing at all", "accepted 101", ""])
    refused(hint(`when="${when}"`), "lesson.md", 11, /describes nothing that can happen.*Write `nothing`/);
  refused(hint('when="received /(/"'), "lesson.md", 11, /`\/\(\/` is not a valid regular expression/);
  refused(hint('because="/[/"'), "lesson.md", 11, /not a valid regular expression/);
  refused(hint("style=rust"), "lesson.md", 11, /no style `rust`/);
  refused(hint("wenn=nothing"), "lesson.md", 11, /no `wenn`.*check, style, when, because/);
});

const tour = `## loop/solution.ts

\`\`\`
first();
  second();
\`\`\`
One. {9s}

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

function tourOf(text: string) {
  return parseTour({ file: "tour.md", listings, highlight }, text);
}

test("LE7 a tour's steps highlight the lines they quote, and it ends with three takeaways", () => {
  const read = tourOf(tour);
  assert.deepEqual(read.listings[0]?.steps, [
    { from: 1, to: 2, html: "<p>One.</p>", seconds: 9 },
    { from: 3, to: 3, html: "<p>Two.</p>", seconds: 4 },
  ]);
  assert.deepEqual([read.takeaways.length, read.related], [3, [{ slug: "echo", title: "echo" }]]);
});

test("LE7 a tour is refused if a step highlights no line, several places, or has no text", () => {
  refused(() => tourOf(tour.replace("third", "fourth")), "tour.md", 9, /No line contains `fourth\(\);`/);
  refused(() => tourOf(tour.replace("third", "second")), "tour.md", 9, /occurs on lines 2 and 4/);
  refused(() => tourOf(tour.replace("Two.", "")), "tour.md", 9, /has no text/);
  refused(() => tourOf(tour.replace("- c\n", "")), "tour.md", null, /2 takeaways/);
  refused(() => tourOf(tour.replace("## axum.rs", "## other.rs")), "tour.md", null, /`axum.rs` has no steps/);
});

test("LE19 text links to entries of the reference; a link to none is refused with its line", () => {
  const { html } = render("See [`select`](reference:ws101-select).");
  assert.match(html, /<a class="reference-link" href="\/reference#ws101-select" target="_blank" rel="noopener"><code>/);
  refused(() => render("a\n\n[x](reference:ws101-selekt)"), "lesson.md", 12, /The reference has no `ws101-selekt`/);
});
