// The links between the course, the playground, the guides and the reference, at the top and the bottom of documents to read.
import { type Html, html } from "./document.ts";

export interface Guides {
  guides(): readonly { readonly slug: string; readonly title: string }[];
}

/** `current` is the path of the document itself. */
export function siteNav(course: Guides, current: string, label: string): Html {
  const pages = [
    { path: "/lessons", title: "Lessons" },
    { path: "/play", title: "Playground" },
    ...course.guides().map(({ slug, title }) => ({ path: `/guides/${slug}`, title })),
    { path: "/reference", title: "Reference" },
  ];
  const link = ({ path, title }: (typeof pages)[number]) =>
    html`<li><a href="${path}"${path === current && html` aria-current="page"`}>${title}</a></li>`;
  return html`<nav class="site-nav small" aria-label="${label}"><ul>${pages.map(link)}</ul></nav>`;
}
