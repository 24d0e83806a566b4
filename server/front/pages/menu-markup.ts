// The buttons at the top right as they stand before the page's program runs: they do nothing yet, and keep their places.
import { type Html, html } from "./html.ts";

export function menuMarkup(): Html {
  return html`<div class="page-menu">
      <button type="button" class="quiet palette-button" disabled>Commands <kbd>Ctrl+K</kbd></button>
      <button type="button" class="quiet keys-button" disabled aria-label="Keys"><span aria-hidden="true">?</span></button>
      <button type="button" class="quiet" disabled>Settings</button>
    </div>`;
}
