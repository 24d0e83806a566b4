// Makes untrusted text safe to display: invisible, control and bidi characters become visible.

/** For text nodes: control characters become control pictures; bidi and zero-width characters become escapes. */
export function printable(text: string): string {
  return [...text].map(visible).join("");
}

/** Soft hyphen, Arabic letter mark, line and paragraph separators, byte order mark. */
const invisible: ReadonlySet<number> = new Set([0xad, 0x61c, 0x2028, 0x2029, 0xfeff]);

function visible(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (char === "\n" || char === "\t") return char;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  const isControl = code >= 0x80 && code < 0xa0;
  const isDirection = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  const isMark = code >= 0x200b && code <= 0x200f && code !== 0x200d;
  const isInvisible = isMark || invisible.has(code) || (code >= 0xe0000 && code <= 0xe007f);
  const isLone = code >= 0xd800 && code <= 0xdfff;
  if (isControl || isDirection || isInvisible || isLone) return `\\u{${code.toString(16)}}`;
  return char;
}

// Written as escapes so that this file contains no control character.
const esc = "\\u001b";
const sgr = new RegExp(`^${esc}\\[[0-9;:]*m`);
const sequence = new RegExp(`^${esc}(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][\\s\\S]*?(?:\\u0007|${esc}\\\\|$)|[ -/]*[0-~])`);

/** For the terminal: keeps colours, removes other escape sequences and controls, shows bidi and invisible characters. */
export function terminalSafe(text: string): string {
  let safe = "";
  for (let rest = text; rest !== ""; ) {
    const colour = sgr.exec(rest)?.[0];
    const other = colour ? undefined : sequence.exec(rest)?.[0];
    const char = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    safe += colour ?? (other === undefined ? plain(char) : "");
    rest = rest.slice((colour ?? other ?? char).length);
  }
  return safe;
}

function plain(char: string): string {
  if (char === "\n" || char === "\t") return char;
  const code = char.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0x7f && code < 0xa0) ? "" : visible(char);
}

/** Plain text without colours, for screen readers. */
export function colourless(text: string): string {
  return terminalSafe(text).replaceAll(new RegExp(`${esc}\\[[0-9;:]*m`, "g"), "");
}
