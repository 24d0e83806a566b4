// A document's head: its name, what it is about, where it stands, and the card that is shown when it is shared.
import { type Html, html } from "./html.ts";

export interface Head {
  readonly title: string;
  readonly description: string;
  /** `https://host`, without a path. */
  readonly origin: string;
  readonly path: string;
  /** Path of the picture to share; null for none. */
  readonly image: string | null;
  /** Scripts and styles that the page will ask for by and by. */
  readonly soon: readonly string[];
}

export function headOf({ title, description, origin, path, image, soon }: Head): Html {
  const address = origin + path;
  return html`<title>${title}</title>
    <meta name="description" content="${description}" />
    <link rel="canonical" href="${address}" />
    <meta property="og:type" content="website" />
    <meta property="og:site_name" content="ws101" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${description}" />
    <meta property="og:url" content="${address}" />${image === null ? null : imageTags(origin + image, title)}
    ${soon.map(hint)}${soon.length > 0 && html`<script src="/preload.js" defer></script>`}`;
}

/** Taken up by /preload.js: the editor is large, and has to wait until the page stands on the screen. */
function hint(address: string): Html {
  const what = address.endsWith(".css") ? "style" : "script";
  return html`<link rel="ws101-preload" as="${what}" crossorigin href="${address}" />`;
}

function imageTags(address: string, title: string): Html {
  return html`
    <meta property="og:image" content="${address}" />
    <meta property="og:image:alt" content="${title}" />
    <meta name="twitter:card" content="summary_large_image" />`;
}
