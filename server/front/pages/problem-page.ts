// A problem as a page: what happened and where to go. It needs neither scripts nor the store.
import type { Request, Response } from "express";
import { sendDocument } from "../http/encoding.ts";
import type { HttpProblem } from "../http/problem.ts";
import type { BuiltPage } from "./built-page.ts";
import { type Html, html } from "./document.ts";
import { siteDocument } from "./site-document.ts";

/** True for a browser that opens an address, false for programs and for a page's own requests. */
export function wantsPage(request: Request): boolean {
  const isReading = request.method === "GET" || request.method === "HEAD";
  return isReading && !request.path.startsWith("/api/") && /\btext\/html\b/i.test(request.get("accept") ?? "");
}

export async function sendProblemPage(
  request: Request,
  response: Response,
  problem: HttpProblem,
  page: BuiltPage,
): Promise<void> {
  const built = await page.current().catch(() => null);
  response.setHeader("Cache-Control", "no-store");
  response.vary("Accept");
  await sendDocument(request, response, problemDocument(problem, built?.template.styles ?? null).text);
}

function problemDocument(problem: HttpProblem, styles: Html | null): Html {
  const { status, detail, type } = problem.body;
  const title = ofType[type] ?? titles[status] ?? (status < 500 ? "Request failed" : "Server error");
  const { path, label } = leadsTo[type] ?? { path: "/lessons", label: "Back to lessons" };
  const isFinal = status === 404 || type in leadsTo;
  const head = html`<meta name="robots" content="noindex" />
    <title>${title} · ws101</title>
    ${styles}`;
  return siteDocument(
    head,
    html`<main class="failure breakable stack">
      <h1>${title}</h1>
      <p>${detail}</p>
      <div class="actions">
        ${!isFinal && html`<a class="button primary" href="">Try again</a>`}
        <a class="button${isFinal && " primary"}" href="${path}">${label}</a>
      </div>
      <p class="muted small">${status} ${problem.body.title}</p>
    </main>`,
  );
}

const ofType: Readonly<Record<string, string>> = {
  "/problems/no-draft": "Draft not found",
  "/problems/no-lesson": "Lesson not found",
  "/problems/no-snippet": "Nothing is shared here",
  "/problems/sharing-off": "Sharing is off",
};

/** Where to go from a problem; otherwise, back to the lessons. */
const leadsTo: Readonly<Record<string, { readonly path: string; readonly label: string }>> = {
  "/problems/no-draft": { path: "/play", label: "Open the playground" },
  "/problems/no-snippet": { path: "/play", label: "Open the playground" },
  "/problems/sharing-off": { path: "/play", label: "Open the playground" },
};

const titles: Readonly<Record<number, string>> = {
  404: "Page not found",
  421: "Unknown host name",
  429: "Too many requests",
  500: "Something went wrong",
  503: "Temporarily unavailable",
};
