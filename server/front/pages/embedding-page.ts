// Examples of programs in other pages: three templates of the playground in frames, each with the line that embeds it.
import type { Course } from "../../course/load.ts";
import { embedLine } from "../../protocol/html.ts";
import type { Template } from "../../protocol/playground.ts";
import { snippetPath } from "../../protocol/snippet.ts";
import { type Html, headMarkup, html, trusted } from "./document.ts";
import { textDocument } from "./site-document.ts";

interface View {
  readonly course: Pick<Course, "guides" | "templates">;
  readonly styles: Html;
  /** `https://host`, without a path. */
  readonly origin: string;
}

interface Example {
  readonly template: Template;
  readonly query: string;
  readonly heading: string;
  readonly text: string;
}

const path = "/embedding";
const title = "Programs in your pages";
const summary =
  "A program from the playground runs in any page, from one line of HTML. Until a reader presses Run, it costs nothing: no connection, and less than 40 KB.";

export function embeddingDocument({ course, styles, origin }: View): Html {
  const section = ({ template, query, heading, text }: Example) => {
    const line = embedLine(`${origin}/embed${snippetPath(template.slug)}${query}`, template.title);
    return html`<h2>${heading}</h2><p>${text}</p>${trusted(line)}<pre tabindex="0"><code>${line}</code></pre>`;
  };
  const head = { title: `${title} · ws101`, description: summary, origin, path };
  return textDocument({
    head: [headMarkup(head), styles],
    guides: course,
    path,
    main: html`<div class="page-head"><h1>${title}</h1><p class="lead muted">${summary}</p></div>
        <article class="guide-text prose">
          ${examplesOf(course).map(section)}
          <h2>Your own</h2>
          <p>Write a program in the <a href="/play">playground</a> and share it. Its page has the line to copy. Add <code>room=shared</code>, <code>editable=1</code>, <code>show=code</code>, <code>show=client</code>, <code>theme=light</code> or <code>theme=dark</code> to the address as you like.</p>
        </article>`,
  });
}

/** Three, of the templates that the course has. */
function examplesOf(course: Pick<Course, "templates">): Example[] {
  const templates = course.templates().flatMap(({ template, folder }) => (folder === null ? [] : [template]));
  const [first, second] = templates.filter(({ page }) => page !== null);
  const [plain] = templates.filter(({ page }) => page === null);
  const examples = [
    {
      template: first,
      query: "?room=shared&show=client",
      heading: "A server that all readers share",
      text: "Everyone who presses Run is in the same room. Open this page in two windows, and talk to yourself.",
    },
    {
      template: plain,
      query: "?editable=1&show=code",
      heading: "Code that each reader changes",
      text: "Press Edit, change the handler, and run it. You have a server of your own; no one else sees your change.",
    },
    {
      template: second,
      query: "",
      heading: "A server and its client page",
      text: "The handler, the client page that uses it, and the messages between them.",
    },
  ];
  return examples.flatMap(({ template, ...example }) => (template === undefined ? [] : [{ template, ...example }]));
}
