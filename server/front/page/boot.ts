// What the page's program begins with, inside the document: JSON that no text in it can end early.
import type { Boot } from "../../protocol/http.ts";
import { type Html, trusted } from "./html.ts";

/** The direction of text is nobody's business but the page's, which shows it by number. */
const dangerous = /[<>&\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g;

/** `<` alone would do for `</script>` and `<!--`; the line separators end a line in older scripts. */
export function bootScript(boot: Boot): Html {
  const json = JSON.stringify(boot).replace(
    dangerous,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return trusted(`<script type="application/json" id="ws101-boot">${json}</script>`);
}
