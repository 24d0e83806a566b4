// HTML templates: every value is escaped unless it is HTML already.
import { escapeHtml } from "../../protocol/html.ts";

/** HTML that may be sent as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Null and false render as nothing. */
export type Piece = Html | string | number | null | false | readonly Piece[];

/** html`<p>${text}</p>`, also for attributes in double quotes. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.map((part, index) => part + render(pieces[index] ?? null)).join(""));
}

/** Only for HTML that the server made itself: a lesson's rendered text, code highlighted by shiki. */
export function trusted(text: string): Html {
  return new Html(text);
}

export const nothing = new Html("");

function render(piece: Piece): string {
  if (piece === null || piece === false) return "";
  if (piece instanceof Html) return piece.text;
  if (typeof piece === "object") return piece.map(render).join("");
  return escapeHtml(visible(String(piece)));
}

const invisible = /[\p{Cc}\p{Cs}\u200b\u200c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Shows characters that hide or reorder text by their code point. */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(invisible, (char) => {
    return char === "\n" || char === "\t" ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
