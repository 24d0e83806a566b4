// What the page's program begins with, inside the document: JSON that no text in it can end early.
import type { Boot } from "../../protocol/http.ts";
import { type Html, trusted } from "./html.ts";

/** The direction of text is nobody's business but the page's, which shows it by number; separators end lines in scripts. */
const rare = /[\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g;

/** `<` alone would do for `</script>` and `<!--`. Those that every listing is full of are replaced the quick way. */
export function bootScript(boot: Boot): Html {
  const json = JSON.stringify(boot)
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026")
    .replace(rare, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
  return trusted(`<script type="application/json" id="ws101-boot">${json}</script>`);
}
