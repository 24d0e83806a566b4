// The playground before any script runs, where there is no draft to show.
import { type Html, html, pageBar } from "./document.ts";

export const playSummary =
  "A blank page for an idea: write a WebSocket server, connect clients and watch every frame. It runs as you type.";

/** A learner without a draft: the page makes one. */
export function playMarkup(): Html {
  return html`<div class="course prerendered">
    ${pageBar("/lessons")}
    <main>
      <div class="course-head"><h1>Playground</h1><p>${playSummary}</p></div>
      <p class="loading" role="status">Opening the playground…</p>
      <noscript><p class="without-scripts">Enable scripts to write a handler here. The <a href="/reference">reference</a> and the <a href="/lessons">lessons</a> can be read without them.</p></noscript>
    </main>
  </div>`;
}

export function deletedDraftMarkup(title: string): Html {
  return html`<main class="failure breakable stack">
    <h1>${title}</h1>
    <p>This draft was deleted. Its code and its history are still there.</p>
    <noscript><p class="without-scripts">Enable scripts to restore it.</p></noscript>
  </main>`;
}
