// The documents of a course with its own title and colour.
import assert from "node:assert/strict";
import { test } from "node:test";
import { courseMarkup } from "../../server/front/pages/course-markup.ts";
import { html, Template } from "../../server/front/pages/document.ts";

const built = "<html><head><!--ws101:head--><!--/ws101:head--></head><!--ws101:page--><!--ws101:boot--></html>";
const head = { title: "", description: "", origin: "http://x", path: "/" };
const boot = { course: { lessons: [], guides: [] }, progress: { lessons: [] } };

test("LE1 a document has the course's hue, in shades as light and dark as the page's own, before any script runs", () => {
  const filled = (accent?: string) => new Template(built).fill({ ...head, accent }, html``, boot);
  assert.match(
    filled("#7a3ff2"),
    /<style id="ws101-accent">:root:root\{--accent: light-dark\(oklch\(from #7a3ff2 0\.48 /,
  );
  assert.doesNotMatch(filled(), /<style/);
});

test("LE1 the course's page has the course's title, escaped", () => {
  assert.match(courseMarkup("<b>Ours</b>", boot).text, /<h1>&lt;b&gt;Ours&lt;\/b&gt;<\/h1>/);
});
