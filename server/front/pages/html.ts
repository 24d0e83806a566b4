// HTML made from text: whatever is put into a template is escaped, unless it is HTML already.

/** A piece of HTML that may be sent as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Null and false leave nothing behind. */
export type Piece = Html | string | number | null | false | readonly Piece[];

/** html`<p>${text}</p>`: also fit for attributes, in double quotes. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.map((part, index) => part + written(pieces[index] ?? null)).join(""));
}

/** Only for HTML of our own making: a lesson's text as the course rendered it, code as shiki coloured it. */
export function trusted(text: string): Html {
  return new Html(text);
}

export const nothing = new Html("");

function written(piece: Piece): string {
  if (piece === null || piece === false) return "";
  if (piece instanceof Html) return piece.text;
  if (typeof piece === "object") return piece.map(written).join("");
  return escaped(String(piece));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (char) => entities[char] ?? "");
}

const odd = /[\p{Cc}\p{Cs}\u200b\u200c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Characters that hide or turn what is around them stand there by their number: text must read as it runs. */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(odd, (char) => (/[\n\t]/.test(char) ? char : numbered(char)));
}

function numbered(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
